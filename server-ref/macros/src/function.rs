//! `#[function]`: a plain function, and a type of its name that is offered.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{FnArg, ItemFn};

use crate::argument::{self, Argument};
use crate::marks::Marks;
use crate::mistakes::Mistakes;
use crate::signature::{check, conditions};

pub(crate) fn expand(marks: TokenStream, mut item: ItemFn) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let marks = Marks::read(marks, &mut mistakes);
    for default in argument::take(&mut item.attrs, "default") {
        let message =
            "a default belongs to an argument: `fn hello(#[default(\"World\")] name: String)`";
        mistakes.at(default, message);
    }
    if let Some(FnArg::Receiver(receiver)) = item.sig.inputs.first() {
        let message =
            "a function has no instance: mark the `impl` block with `#[hyperglyph_server::class]`";
        mistakes.at(receiver, message);
        return with_item(mistakes, &item, &TokenStream::new());
    }
    check(&item.sig, &mut mistakes);
    let arguments = argument::of(&mut item.sig, &mut mistakes);

    let ident = &item.sig.ident;
    let described = if mistakes.is_empty() {
        let name = marks
            .name
            .map_or_else(|| ident.unraw().to_string(), |name| name.value());
        let params = arguments.iter().map(Argument::param);
        let calls = marks.calls;
        quote!(::hyperglyph_server::attributes::function(#name, [#(#params),*], #ident) #calls)
    } else {
        quote!(::std::unreachable!())
    };
    let (vis, conditions) = (&item.vis, conditions(&item.attrs));
    let doc = format!("What offers the function of this name: `Router::offer({ident} {{}})`.");
    // Braces keep it out of the way of the function, and of variables: a unit
    // struct would be what a pattern of this name means.
    let beside = quote! {
        #conditions
        #[doc = #doc]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #[derive(Clone, Copy)]
        #vis struct #ident {}

        #conditions
        #[automatically_derived]
        impl ::std::convert::From<#ident> for ::hyperglyph_server::Function {
            fn from(_: #ident) -> Self {
                #described
            }
        }

        #conditions
        #[automatically_derived]
        impl ::std::convert::From<#ident> for ::hyperglyph_server::Offer {
            fn from(offered: #ident) -> Self {
                ::hyperglyph_server::Function::from(offered).into()
            }
        }
    };
    with_item(mistakes, &item, &beside)
}

fn with_item(mistakes: Mistakes, item: &ItemFn, beside: &TokenStream) -> TokenStream {
    let told = mistakes.told();
    quote! {
        // A handler owns what it is called with, whether it uses it up or not.
        #[allow(clippy::needless_pass_by_value)]
        #item
        #beside
        #told
    }
}
