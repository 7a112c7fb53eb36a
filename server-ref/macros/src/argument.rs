//! Arguments: from `#[default("World")] name: String` to
//! `arg("name").or("World")`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, Ident, Meta, Pat, Signature, Type};

use crate::mistakes::Mistakes;

/// An argument of a function, but for the instance.
pub(crate) struct Argument {
    pub(crate) ident: Ident,
    pub(crate) kind: Type,
    default: Option<Expr>,
}

/// The arguments of a signature, from which it takes what only we understand.
pub(crate) fn of(signature: &mut Signature, mistakes: &mut Mistakes) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                for default in take(&mut receiver.attrs, "default") {
                    mistakes.at(default, "the instance has no default: it is in the url");
                }
            }
            FnArg::Typed(typed) => {
                let defaults = take(&mut typed.attrs, "default");
                let Some(ident) = named(&typed.pat) else {
                    let message = "an argument is called by its name: `name: Type`";
                    mistakes.at(&typed.pat, message);
                    continue;
                };
                check_kind(&typed.ty, mistakes);
                let default = default(&typed.ty, defaults, mistakes);
                arguments.push(Argument {
                    ident,
                    kind: (*typed.ty).clone(),
                    default,
                });
            }
        }
    }
    arguments
}

impl Argument {
    /// The parameter that a form shows, if it shows one.
    pub(crate) fn param(&self) -> TokenStream {
        let (name, kind) = (self.ident.unraw().to_string(), &self.kind);
        // So that a type that is no argument is told where it stands.
        let of_kind = quote_spanned!(kind.span()=> ::<#kind>);
        let Some(default) = &self.default else {
            return quote!(::hyperglyph_server::attributes::param #of_kind (#name));
        };
        quote!(::hyperglyph_server::attributes::param_or #of_kind (#name, #default))
    }

    /// Whether it is the instance, owned.
    pub(crate) fn is_this(&self) -> bool {
        is_called(&self.kind, "This")
    }
}

/// Takes all attributes of a name out of others.
pub(crate) fn take(attributes: &mut Vec<Attribute>, name: &str) -> Vec<Attribute> {
    attributes
        .extract_if(.., |attribute| attribute.path().is_ident(name))
        .collect()
}

fn named(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            Some(pattern.ident.clone())
        }
        _ => None,
    }
}

fn check_kind(kind: &Type, mistakes: &mut Mistakes) {
    match kind {
        Type::Reference(_) => mistakes.at(
            kind,
            "an argument is owned: `String` for `&str`, `Vec<T>` for `&[T]`",
        ),
        Type::ImplTrait(_) => mistakes.at(
            kind,
            "an argument has one type, which says what a call may send: name it",
        ),
        _ => {}
    }
}

fn default(kind: &Type, attributes: Vec<Attribute>, mistakes: &mut Mistakes) -> Option<Expr> {
    let mut attributes = attributes.into_iter();
    let attribute = attributes.next()?;
    for another in attributes {
        mistakes.at(another, "an argument has one default");
    }
    if is_called(kind, "Call") || is_called(kind, "This") {
        let message = "no parameter is declared for this argument, so it has no default";
        mistakes.at(attribute, message);
        return None;
    }
    let read = match &attribute.meta {
        Meta::List(list) => list.parse_args().ok(),
        Meta::NameValue(pair) => Some(pair.value.clone()),
        Meta::Path(_) => None,
    };
    if read.is_none() {
        let message = "expected what a call means that leaves the argument out: `#[default(\"World\")]`, `#[default(())]` for nil";
        mistakes.at(attribute, message);
    }
    read
}

fn is_called(kind: &Type, name: &str) -> bool {
    let Type::Path(path) = kind else { return false };
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == name)
}
