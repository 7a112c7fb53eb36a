//! `#[class]`: an `impl` block, and the class that it describes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Attribute, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, Receiver, ReceiverKind, Signature,
    Type,
};

use crate::argument::{self, Argument};
use crate::marks::{ClassMarks, Marks, inside, property_name};
use crate::mistakes::Mistakes;
use crate::signature::{check, check_generics, conditions};

pub(crate) fn expand(marks: TokenStream, mut item: ItemImpl) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let marks = ClassMarks::read(marks, &mut mistakes);
    check_generics(&item.generics, &mut mistakes);
    if let Some((path, _)) = &item.trait_ {
        let message = "a class is described by a block of its own: `impl User { … }`";
        mistakes.at(path, message);
    }
    let name = match (&marks.name, &*item.self_ty) {
        (Some(name), _) => name.value(),
        (None, Type::Path(path)) => path
            .path
            .segments
            .last()
            .map(|last| last.ident.unraw().to_string())
            .unwrap_or_default(),
        (None, kind) => {
            mistakes.at(
                kind,
                "this type has no name for the class to have: name = \"…\"",
            );
            String::new()
        }
    };

    let mut block = Block {
        is_persistent: marks.is_persistent,
        constructor: None,
        steps: Vec::new(),
    };
    for function in &mut item.items {
        if let ImplItem::Fn(function) = function {
            block.take(function, &mut mistakes);
        }
    }
    let kind = &item.self_ty;
    let described = match block.constructor {
        Some(constructor) if mistakes.is_empty() => {
            let Constructor { ident, params } = constructor;
            let (calls, steps) = (marks.calls, block.steps);
            quote! {
                let class = ::hyperglyph_server::attributes::class::<Self, _, _, _>(#name, #params, Self::#ident) #calls;
                #(#steps)*
                class
            }
        }
        Some(_) => quote!(::std::unreachable!()),
        None => {
            let message = "nothing here makes an instance: expected `fn new(…) -> Self`, or a function marked `#[constructor]`";
            mistakes.at(kind, message);
            quote!(::std::unreachable!())
        }
    };
    let beside = if item.trait_.is_none() && item.generics.params.is_empty() {
        implemented(
            kind,
            marks.is_persistent,
            &conditions(&item.attrs),
            &described,
        )
    } else {
        TokenStream::new()
    };
    let told = mistakes.told();
    quote! {
        // A handler owns what it is called with, whether it uses it up or not.
        #[allow(clippy::needless_pass_by_value)]
        #item
        #beside
        #told
    }
}

fn implemented(
    kind: &Type,
    is_persistent: bool,
    conditions: &TokenStream,
    described: &TokenStream,
) -> TokenStream {
    // So that a type that cannot be one of instances is told where it stands.
    let mapped = quote_spanned!(kind.span()=> impl ::hyperglyph_server::Mapped for #kind);
    quote! {
        #conditions
        #[automatically_derived]
        #mapped {
            const PERSISTENT: bool = #is_persistent;

            fn class() -> ::hyperglyph_server::Class<Self> {
                #described
            }
        }

        #conditions
        #[automatically_derived]
        impl ::hyperglyph_server::IntoContent for #kind {
            fn into_content(self) -> ::hyperglyph_server::Content {
                ::hyperglyph_server::Instance(self).into_content()
            }
        }
    }
}

/// What was found in the block.
struct Block {
    is_persistent: bool,
    constructor: Option<Constructor>,
    /// What makes the class whole, one statement for each property and method.
    steps: Vec<TokenStream>,
}

struct Constructor {
    ident: Ident,
    params: TokenStream,
}

/// What a function of the block is.
enum Role {
    Constructor,
    Property(Attribute),
    Method(Option<Attribute>),
}

impl Block {
    fn take(&mut self, function: &mut ImplItemFn, mistakes: &mut Mistakes) {
        for default in argument::take(&mut function.attrs, "default") {
            let message =
                "a default belongs to an argument: `fn rename(&self, #[default(\"\")] to: String)`";
            mistakes.at(default, message);
        }
        let role = role(function, mistakes);
        check(&function.sig, mistakes);
        let arguments = argument::of(&mut function.sig, mistakes);
        let signature = &function.sig;
        let step = match role {
            Role::Constructor => return self.constructor(signature, &arguments, mistakes),
            Role::Property(attribute) => property(signature, &attribute, mistakes),
            Role::Method(attribute) => {
                let is_marked = attribute.is_some();
                let marks = attribute.map(|attribute| {
                    let tokens = inside(&attribute, mistakes);
                    Marks::read(tokens, mistakes)
                });
                if !is_marked && !has_instance(signature, &arguments) {
                    let message = "neither takes an instance nor makes one: expected `&self`, `This<Self>`, or the mark `#[constructor]`; what is not to be offered stands in another block";
                    mistakes.at(&signature.ident, message);
                }
                self.check_receiver(signature, mistakes);
                method(signature, marks.unwrap_or_default(), &arguments)
            }
        };
        let conditions = conditions(&function.attrs);
        self.steps
            .push(quote!(#conditions let class = class #step;));
    }

    fn constructor(
        &mut self,
        signature: &Signature,
        arguments: &[Argument],
        mistakes: &mut Mistakes,
    ) {
        if let Some(receiver) = receiver(signature) {
            let message = "what makes instances is called on none";
            mistakes.at(receiver, message);
        }
        if let Some(before) = &self.constructor {
            let message = format!(
                "two constructors: `{}` makes instances already",
                before.ident
            );
            mistakes.at(&signature.ident, message);
            return;
        }
        self.constructor = Some(Constructor {
            ident: signature.ident.clone(),
            params: params(arguments),
        });
    }

    fn check_receiver(&self, signature: &Signature, mistakes: &mut Mistakes) {
        let Some(receiver) = receiver(signature) else {
            return;
        };
        match &receiver.kind {
            ReceiverKind::Reference(_, _, None) => {}
            ReceiverKind::Reference(_, _, Some(_)) => {
                if !self.is_persistent {
                    let message = "no one keeps what this changes: `#[class(persistent)]` is for instances in a store; a transient one takes `&self`, and answers the instance that it becomes";
                    mistakes.at(receiver, message);
                }
            }
            _ => {
                let message = "an instance is lent to its methods: expected `&self`, `&mut self`, or, to own it until the method ends, `this: This<Self>`";
                mistakes.at(receiver, message);
            }
        }
    }
}

/// What a function is, by its marks, which it loses, or by its looks.
fn role(function: &mut ImplItemFn, mistakes: &mut Mistakes) -> Role {
    let mut roles = Vec::new();
    for attribute in argument::take(&mut function.attrs, "constructor") {
        if attribute.meta.require_path_only().is_err() {
            mistakes.at(
                &attribute,
                "a constructor has no marks of its own: those of the class say it all",
            );
        }
        roles.push((attribute, Role::Constructor));
    }
    for attribute in argument::take(&mut function.attrs, "property") {
        roles.push((attribute.clone(), Role::Property(attribute)));
    }
    for attribute in argument::take(&mut function.attrs, "method") {
        roles.push((attribute.clone(), Role::Method(Some(attribute))));
    }
    for (attribute, _) in roles.iter().skip(1) {
        let message = "one mark says what this is: constructor, property, or method(…)";
        mistakes.at(attribute, message);
    }
    let looks = if function.sig.ident == "new" && receiver(&function.sig).is_none() {
        Role::Constructor
    } else {
        Role::Method(None)
    };
    roles.into_iter().next().map_or(looks, |(_, role)| role)
}

/// `.property("id", Self::id)`
fn property(signature: &Signature, attribute: &Attribute, mistakes: &mut Mistakes) -> TokenStream {
    let takes_self = receiver(signature)
        .is_some_and(|receiver| matches!(receiver.kind, ReceiverKind::Reference(_, _, None)));
    if signature.asyncness.is_some() || !takes_self || signature.inputs.len() > 1 {
        let message =
            "a property is `fn(&self) -> …`, and not async; what takes more is a `#[method(safe)]`";
        mistakes.at(signature, message);
    }
    let ident = &signature.ident;
    let name = property_name(attribute, mistakes)
        .map_or_else(|| ident.unraw().to_string(), |name| name.value());
    quote!(.property(#name, Self::#ident))
}

/// `.offer(Method::new("bio", [], Self::bio).safe())`
fn method(signature: &Signature, marks: Marks, arguments: &[Argument]) -> TokenStream {
    let ident = &signature.ident;
    let name = marks
        .name
        .map_or_else(|| ident.unraw().to_string(), |name| name.value());
    let (params, calls) = (params(arguments), marks.calls);
    let receiver = receiver(signature).filter(|_| signature.asyncness.is_some());
    // An instance that is lent to an async method lives for as long as it runs.
    let handler = if let Some(receiver) = receiver {
        // Of our own, whatever the arguments are called.
        let this = Ident::new("this", Span::mixed_site());
        let (lent, mutable) = match &receiver.kind {
            ReceiverKind::Reference(_, _, Some(_)) => (quote!(&mut #this), quote!(mut)),
            _ => (quote!(&#this), TokenStream::new()),
        };
        let (names, kinds): (Vec<_>, Vec<_>) = arguments
            .iter()
            .map(|argument| (&argument.ident, &argument.kind))
            .unzip();
        quote! {
            async |#mutable #this: ::hyperglyph_server::This<Self>, #(#names: #kinds),*| {
                Self::#ident(#lent, #(#names),*).await
            }
        }
    } else {
        quote!(Self::#ident)
    };
    quote! {
        .offer(::hyperglyph_server::attributes::method::<Self, _, _, _>(#name, #params, #handler) #calls)
    }
}

fn params(arguments: &[Argument]) -> TokenStream {
    let params = arguments.iter().map(Argument::param);
    quote!([#(#params),*])
}

fn has_instance(signature: &Signature, arguments: &[Argument]) -> bool {
    receiver(signature).is_some() || arguments.iter().any(Argument::is_this)
}

fn receiver(signature: &Signature) -> Option<&Receiver> {
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) => Some(receiver),
        _ => None,
    }
}
