//! Marks: from `safe, name = "…"` to what the builder is told.
//!
//! ```text
//! marks = [ mark *( "," mark ) ]
//! mark  = "safe" / "embed" / "hidden"
//!       / "redirect" [ "=" ( 301 / 302 / 303 / 307 / 308 ) ]
//!       / "verb" "(" verb [ "," envelope ] ")"
//!       / "nfc" "=" ( "true" / "false" )
//!       / "name" "=" string
//! ```

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::{Attribute, Ident, LitBool, LitInt, LitStr, Meta, Token, parenthesized};

use crate::mistakes::Mistakes;

/// What is said of a function or method.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) name: Option<LitStr>,
    /// Calls of the builder, after its constructor.
    pub(crate) calls: TokenStream,
    seen: Vec<String>,
}

impl Marks {
    /// Those in the parentheses of an attribute.
    pub(crate) fn read(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut marks = Self::default();
        let parser = syn::meta::parser(|meta| marks.mark(&meta));
        if let Err(mistake) = parser.parse2(tokens) {
            mistakes.add(mistake);
        }
        marks
    }

    fn mark(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let mark = meta.path.to_token_stream().to_string();
        once(&mut self.seen, &mark, meta)?;
        let call = match &*mark {
            "name" => {
                self.name = Some(read_name(meta)?);
                return Ok(());
            }
            "safe" => quote!(.safe()),
            "embed" => quote!(.embed()),
            "hidden" => quote!(.hidden()),
            "redirect" => redirect(meta)?,
            "nfc" => {
                let nfc: LitBool = meta.value()?.parse()?;
                quote!(.nfc(#nfc))
            }
            "verb" => verb(meta)?,
            _ => return Err(meta.error(format_args!(
                "unknown mark `{mark}`: expected safe, embed, redirect, redirect = 307, hidden, verb(Put), verb(Put, Blob), nfc = false, or name = \"…\""
            ))),
        };
        let by_verb = ["safe", "embed", "verb"];
        if by_verb.contains(&&*mark)
            && let Some(before) = self
                .seen
                .iter()
                .find(|&seen| *seen != mark && by_verb.contains(&&**seen))
        {
            return Err(meta.error(format_args!(
                "`{before}` says already by which method it is called: keep one of them"
            )));
        }
        self.calls.extend(call);
        Ok(())
    }
}

/// `redirect`, or `redirect = 307`.
fn redirect(meta: &ParseNestedMeta<'_>) -> syn::Result<TokenStream> {
    if !meta.input.peek(Token![=]) {
        return Ok(quote!(.redirect()));
    }
    let status: LitInt = meta.value()?.parse()?;
    let constant = match status.base10_digits() {
        "301" => quote!(MOVED_PERMANENTLY),
        "302" => quote!(FOUND),
        "303" => quote!(SEE_OTHER),
        "307" => quote!(TEMPORARY_REDIRECT),
        "308" => quote!(PERMANENT_REDIRECT),
        _ => {
            let message = "a redirect is a 301, 302, 303, 307 or 308 [HTP-16]";
            return Err(syn::Error::new_spanned(status, message));
        }
    };
    Ok(quote!(.redirect_by(::hyperglyph_server::StatusCode::#constant)))
}

/// `verb(Put)`, or `verb(Put, Blob)`.
fn verb(meta: &ParseNestedMeta<'_>) -> syn::Result<TokenStream> {
    if !meta.input.peek(syn::token::Paren) {
        return Err(meta.error("expected `verb(Put)` or `verb(Put, Blob)`"));
    }
    let inside;
    parenthesized!(inside in meta.input);
    let verb: Ident = inside.parse()?;
    let verb = quote!(::hyperglyph_server::Verb::#verb);
    if inside.is_empty() {
        return Ok(quote!(.verb(#verb, #verb.default_envelope())));
    }
    inside.parse::<Token![,]>()?;
    let envelope: Ident = inside.parse()?;
    Ok(quote!(.verb(#verb, ::hyperglyph_server::Envelope::#envelope)))
}

/// What is said of a class.
#[derive(Default)]
pub(crate) struct ClassMarks {
    pub(crate) name: Option<LitStr>,
    pub(crate) is_persistent: bool,
    /// Calls of the builder, after its constructor.
    pub(crate) calls: TokenStream,
}

impl ClassMarks {
    pub(crate) fn read(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut marks = Self::default();
        let mut seen = Vec::new();
        let parser = syn::meta::parser(|meta| {
            let mark = meta.path.to_token_stream().to_string();
            once(&mut seen, &mark, &meta)?;
            match &*mark {
                "name" => marks.name = Some(read_name(&meta)?),
                "persistent" => marks.is_persistent = true,
                "hidden" => marks.calls.extend(quote!(.hidden())),
                "profile" => {
                    let profile: LitStr = meta.value()?.parse()?;
                    marks.calls.extend(quote!(.profile(#profile)));
                }
                _ => return Err(meta.error(format_args!(
                    "unknown mark `{mark}` of a class: expected persistent, hidden, profile = \"…\", or name = \"…\""
                ))),
            }
            Ok(())
        });
        if let Err(mistake) = parser.parse2(tokens) {
            mistakes.add(mistake);
        }
        marks
    }
}

/// What an attribute has in its parentheses, if it has any.
pub(crate) fn inside(attribute: &Attribute, mistakes: &mut Mistakes) -> TokenStream {
    match &attribute.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(pair) => {
            mistakes.at(pair, "marks stand in parentheses: `#[method(safe)]`");
            TokenStream::new()
        }
    }
}

/// Of `#[property(name = "…")]`.
pub(crate) fn property_name(attribute: &Attribute, mistakes: &mut Mistakes) -> Option<LitStr> {
    let mut name = None;
    let parser = syn::meta::parser(|meta| {
        if !meta.path.is_ident("name") {
            let message =
                "a property is data, and is not called: expected nothing, or name = \"…\"";
            return Err(meta.error(message));
        }
        name = Some(read_name(&meta)?);
        Ok(())
    });
    if let Err(mistake) = parser.parse2(inside(attribute, mistakes)) {
        mistakes.add(mistake);
    }
    name
}

fn once(seen: &mut Vec<String>, mark: &str, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if seen.iter().any(|seen| seen == mark) {
        return Err(meta.error(format_args!("`{mark}` stands twice")));
    }
    seen.push(mark.to_owned());
    Ok(())
}

fn read_name(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    let name: LitStr = meta.value()?.parse()?;
    if matches!(&*name.value(), "" | "." | "..") {
        let message = "no url can hold this name: expected anything but \"\", \".\" and \"..\"";
        return Err(syn::Error::new_spanned(name, message));
    }
    Ok(name)
}
