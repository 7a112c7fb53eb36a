//! What no function that is offered can be, whatever it is offered as.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, GenericParam, Generics, ReturnType, Safety, Signature, Type};

use crate::mistakes::Mistakes;

pub(crate) fn check(signature: &Signature, mistakes: &mut Mistakes) {
    if let Safety::Unsafe(keyword) = &signature.safety {
        mistakes.at(
            keyword,
            "whoever calls over the network keeps no promise: offer a safe function around it",
        );
    }
    if let Some(variadic) = &signature.variadic {
        mistakes.at(
            variadic,
            "a call has as many arguments as its form: name each of them",
        );
    }
    check_generics(&signature.generics, mistakes);
    if let ReturnType::Type(_, kind) = &signature.output
        && let Type::Reference(reference) = &**kind
        && reference
            .lifetime
            .as_ref()
            .is_none_or(|life| life.ident != "static")
    {
        mistakes.at(
            kind,
            "an answer is owned, it outlives the call: `String` for `&str`",
        );
    }
}

/// A call over the network says no types: there is nothing to choose them by.
pub(crate) fn check_generics(generics: &Generics, mistakes: &mut Mistakes) {
    let Some(first) = generics.params.first() else {
        return;
    };
    let what = match first {
        GenericParam::Type(_) => "types",
        GenericParam::Lifetime(_) => "lifetimes",
        GenericParam::Const(_) => "constants",
    };
    mistakes.at(
        &generics.params,
        format_args!(
            "what is offered is called over the network, which chooses no {what}: write them out"
        ),
    );
}

/// The conditions under which an item is there at all, for what is written beside it.
pub(crate) fn conditions(attributes: &[Attribute]) -> TokenStream {
    let conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    quote!(#(#conditions)*)
}
