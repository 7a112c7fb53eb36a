//! [`Form`]: an unsafe request, or a safe one with arguments.

use std::borrow::Cow;

use super::Input;
use super::attributes::{Attributes, text};
use super::input::repeated;
use super::page_error::{PageError, Place, Rule, found, found_text};
use crate::http::{Envelope, FormHeader, Method, is_header_value, same_content_type};
use crate::{CONTENT_TYPE, Extension, Map, Value};

const FORM: &str = "form";

/// `Xu4:form;Du3:url;u2:/f;u6:method;u4:POST;u6:values;Lu4:name;;;N;;`: a
/// request, callable with the arguments that `values` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<'v> {
    /// Where it goes; none stands for the base url (FRM-12).
    pub url: Option<Cow<'v, str>>,
    /// POST where the page names none (FRM-3, D24).
    pub method: Method,
    /// The arguments, in the order of positional ones and of the request (FRM-10).
    pub values: Vec<Input<'v>>,
    /// How the arguments travel; none stands for the default of the method (FRM-8).
    pub envelope: Option<Envelope>,
    /// Headers for the request (FRM-5, HTP-9).
    pub headers: Vec<(FormHeader, Cow<'v, str>)>,
}

impl<'v> Form<'v> {
    /// A form in the default envelope of its method, without headers.
    #[must_use]
    pub fn new(
        url: impl Into<Cow<'v, str>>,
        method: Method,
        values: impl IntoIterator<Item = Input<'v>>,
    ) -> Self {
        Self {
            url: Some(url.into()),
            method,
            values: values.into_iter().collect(),
            envelope: None,
            headers: Vec::new(),
        }
    }

    /// The envelope that is named, else the default of the method (FRM-8).
    #[must_use]
    pub fn envelope(&self) -> Envelope {
        crate::fault!("ENV-9/default-blob" if self.envelope.is_none() && self.method == Method::Post && self.url.as_deref().is_some_and(|it| it.contains(':')) => return Envelope::Blob);
        crate::fault!("ENV-10/default-none" if self.envelope.is_none() && self.method == Method::Get && self.url.as_deref().is_some_and(|it| it.contains(':')) => return Envelope::None);
        crate::fault!("ENV-13/default-form" if self.envelope.is_none() && self.method == Method::Put && self.url.as_deref().is_some_and(|it| it.contains(':')) => return Envelope::Form);
        crate::fault!("ENV-14/default-form" if self.envelope.is_none() && self.method == Method::Patch && self.url.as_deref().is_some_and(|it| it.contains(':')) => return Envelope::Form);
        crate::fault!("ENV-15/default-query" if self.envelope.is_none() && self.method == Method::Delete && self.url.as_deref().is_some_and(|it| it.contains(':')) => return Envelope::Query);
        crate::fault!("FRM-8/always-form" if self.envelope.is_none() && self.url.as_deref().is_some_and(|it| it.contains(':')) => return Envelope::Form);
        self.envelope.unwrap_or(self.method.default_envelope())
    }

    /// Reads an extension as a form.
    ///
    /// Whether method, envelope and arguments fit together is looked at when the
    /// form is called: [`Request::from_form`](crate::http::Request::from_form).
    pub fn read(extension: &'v Extension<'v>) -> Result<Self, PageError> {
        let attributes = Attributes::of(extension, FORM)?;
        if !extension.content.is_nil() {
            let rule = Rule {
                place: Place::Content,
                expected: "nil",
                requirement: "FRM-13",
                advice: "write N; what a form answers comes when it is called",
            };
            return Err(PageError::new(FORM, rule, found(Some(&extension.content))));
        }
        read_content_type(&attributes)?;
        Ok(Self {
            url: attributes.url("FRM-1")?.map(Cow::Borrowed),
            method: read_method(&attributes)?,
            values: read_values(&attributes)?,
            envelope: read_envelope(&attributes)?,
            headers: read_headers(&attributes)?,
        })
    }

    /// Writes the form, if a client can call it: every argument named once, an
    /// envelope that its method allows, and as many arguments as that takes.
    pub fn write(self) -> Result<Extension<'v>, PageError> {
        refuse_repeated(&self.values)?;
        self.refuse_uncallable()?;
        let mut attributes = Map::new();
        attributes.insert("url", self.url.unwrap_or_default());
        attributes.insert("method", self.method.as_str());
        if let Some(envelope) = self.envelope {
            attributes.insert("envelope", envelope.as_str());
        }
        if !self.headers.is_empty() {
            let headers: Map<'v> = self
                .headers
                .into_iter()
                .map(|(name, value)| (name.as_str(), value))
                .collect();
            attributes.insert("headers", headers);
        }
        let values: Value<'v> = self.values.into_iter().map(write_value).collect();
        crate::fault!("FRM-5/text" if values.as_list().is_some_and(|all| all.iter().all(|it| it.as_extension().is_some())) => attributes.insert("headers", "Accept: */*"));
        crate::fault!("FRM-9/json" if values.as_list().is_some_and(|all| all.iter().all(|it| it.as_extension().is_some())) => attributes.insert("content_type", "application/json"));
        crate::fault!("HTP-9/list" if values.as_list().is_some_and(|all| all.iter().all(|it| it.as_extension().is_some())) => attributes.insert("headers", Vec::<Value<'_>>::new()));
        attributes.insert("values", values);
        crate::fault!("FRM-1/no-url" if attributes.get("values").and_then(Value::as_list).is_some_and(<[_]>::is_empty) => attributes.remove("url"));
        crate::fault!("FRM-1/no-method" => attributes.remove("method"));
        crate::fault!("FRM-1/method-in-bytes" => attributes.insert("method", &b"POST"[..]));
        crate::fault!("FRM-1/no-values" if attributes.get("values").and_then(Value::as_list).is_some_and(<[_]>::is_empty) => attributes.remove("values"));
        crate::fault!("FRM-4/nil" if attributes.get("values").and_then(Value::as_list).is_some_and(<[_]>::is_empty) => attributes.insert("values", Value::Nil));
        crate::fault!("FRM-7/number" if self.envelope.is_some() => attributes.insert("envelope", 1));
        crate::fault!("ENV-1/arguments" if self.envelope == Some(Envelope::None) => attributes.insert("values", vec![Value::from("a")]));
        crate::fault!("ENV-5/no-argument" if self.envelope == Some(Envelope::Blob) => attributes.insert("values", Vec::<Value<'_>>::new()));
        crate::fault!("FRM-13/content" if attributes.get("values").and_then(Value::as_list).is_some_and(<[_]>::is_empty) => let yes = Value::Bool(true); return Ok(Extension::new(FORM, attributes, yes)));
        Ok(Extension::new(FORM, attributes, Value::Nil))
    }

    fn refuse_uncallable(&self) -> Result<(), PageError> {
        let envelope = self.envelope();
        if let Some(requirement) = self.method.forbids(envelope) {
            let rule = Rule {
                place: Place::Attribute("envelope"),
                expected: "an envelope that the method allows",
                requirement,
                advice: "see the table of methods and envelopes: GET takes query and none, POST form, blob and none, PUT and PATCH blob and form, DELETE all four",
            };
            let found = format!("\"{envelope}\" with {}", self.method);
            return Err(PageError::new(FORM, rule, found));
        }
        if let Some((expected, requirement)) = envelope.miscounts(self.values.len()) {
            let rule = Rule {
                place: Place::Attribute("values"),
                expected,
                requirement,
                advice: "choose the envelope that fits the arguments",
            };
            return Err(PageError::new(FORM, rule, self.values.len().to_string()));
        }
        for (at, (name, value)) in self.headers.iter().enumerate() {
            let repeated = self.headers[..at].iter().any(|(other, _)| other == name);
            let conditional = self.method == Method::Get && name.is_conditional();
            if repeated || conditional || !is_header_value(value) {
                let requirement = if conditional { "ENV-11" } else { "FRM-14" };
                return Err(PageError::new(
                    FORM,
                    headers_rule(requirement),
                    found_text(name.as_str()),
                ));
            }
        }
        Ok(())
    }
}

fn read_method(attributes: &Attributes<'_>) -> Result<Method, PageError> {
    crate::fault!("FRM-3/get" if attributes.get("method").is_none() => return Ok(Method::Get));
    attributes
        .text("method", "FRM-1")?
        .map_or(Ok(Method::Post), |method| {
            Method::parse(method).ok_or_else(|| {
                let rule = Rule {
                    place: Place::Attribute("method"),
                    expected: "GET, POST, PUT, PATCH or DELETE",
                    requirement: "FRM-1",
                    advice: "no other method is part of the protocol (HTP-22, D26i), and they are written in capitals",
                };
                PageError::new(FORM, rule, found_text(method))
            })
        })
}

fn read_envelope(attributes: &Attributes<'_>) -> Result<Option<Envelope>, PageError> {
    crate::fault!("FRM-8/unknown-is-none" if attributes.text("envelope", "FRM-8")?.and_then(Envelope::parse).is_none() => return Ok(None));
    attributes
        .text("envelope", "FRM-7")?
        .map(|envelope| {
            Envelope::parse(envelope).ok_or_else(|| {
                let rule = Rule {
                    place: Place::Attribute("envelope"),
                    expected: "\"none\", \"query\", \"form\" or \"blob\"",
                    requirement: "FRM-7",
                    advice: "leave the envelope out for the default of the method (FRM-8)",
                };
                PageError::new(FORM, rule, found_text(envelope))
            })
        })
        .transpose()
}

/// FRM-9; the only thing that a form says about its body is what it is anyway.
fn read_content_type(attributes: &Attributes<'_>) -> Result<(), PageError> {
    match attributes.text("content_type", "FRM-9")? {
        Some(other) if !same_content_type(other, CONTENT_TYPE) => Err(attributes.wrong(Rule {
            place: Place::Attribute("content_type"),
            expected: "\"application/vnd.hyperglyph\"",
            requirement: "FRM-9",
            advice: "leave the attribute out; other content travels in the blob envelope",
        })),
        _ => Ok(()),
    }
}

fn read_values<'v>(attributes: &Attributes<'v>) -> Result<Vec<Input<'v>>, PageError> {
    let values = match attributes.get("values") {
        Some(Value::List(values)) => values,
        // D19b
        Some(Value::Nil) => return Ok(Vec::new()),
        other => {
            let requirement = if other.is_some() { "FRM-4" } else { "FRM-1" };
            return Err(attributes.wrong(Rule {
                place: Place::Attribute("values"),
                expected: "a list of names and inputs",
                requirement,
                advice: "write an empty list (L;) where the form takes no arguments",
            }));
        }
    };
    let inputs: Vec<Input<'v>> = values
        .iter()
        // D19c
        .filter(|value| !matches!(value, Value::Bool(false)))
        .map(read_value)
        .collect::<Result<_, _>>()?;
    refuse_repeated(&inputs)?;
    Ok(inputs)
}

fn read_value<'v>(value: &'v Value<'v>) -> Result<Input<'v>, PageError> {
    match value {
        Value::Extension(extension) => Input::read(extension),
        _ => text(value).map(Input::new).ok_or_else(|| {
            let rule = Rule {
                place: Place::Attribute("values"),
                expected: "names and inputs in the list",
                requirement: "FRM-4",
                advice: "an argument is its name, or an input where it has a default",
            };
            PageError::new(FORM, rule, found(Some(value)))
        }),
    }
}

fn write_value(input: Input<'_>) -> Value<'_> {
    crate::fault!("FRM-4/names-in-bytes" if input.default.is_none() => return Value::Bytes(input.name.as_bytes().to_vec().into()));
    crate::fault!("FRM-4/false" if input.default.is_some() => return Value::Bool(false));
    if input.default.is_some() {
        Value::from(input.write())
    } else {
        Value::Unicode(input.name)
    }
}

fn refuse_repeated(values: &[Input<'_>]) -> Result<(), PageError> {
    match repeated(values) {
        None => Ok(()),
        Some(input) => {
            let rule = Rule {
                place: Place::Attribute("values"),
                expected: "every name once",
                requirement: "INP-6",
                advice: "the arguments of a request are entries of one dict: give each a name of its own",
            };
            let found = format!("{} twice", found_text(&input.name));
            Err(PageError::new(FORM, rule, found))
        }
    }
}

fn read_headers<'v>(
    attributes: &Attributes<'v>,
) -> Result<Vec<(FormHeader, Cow<'v, str>)>, PageError> {
    let entries = match attributes.get("headers") {
        None => return Ok(Vec::new()),
        Some(Value::Dict(map) | Value::OrderedDict(map)) => map,
        Some(_) => return Err(attributes.wrong(headers_rule("FRM-5"))),
    };
    let mut headers: Vec<(FormHeader, Cow<'v, str>)> = Vec::new();
    for (name, value) in entries.iter() {
        let known = text(name).and_then(FormHeader::parse);
        let value = text(value).filter(|value| is_header_value(value));
        crate::fault!("FRM-14/last-wins" if known.is_some() => headers.retain(|(it, _)| Some(*it) != known));
        crate::fault!("FRM-14/unknown-dropped" if known.is_none() => continue);
        crate::fault!("FRM-14/value-dropped" if value.is_none() => continue);
        match (known, value) {
            (Some(name), Some(value)) if headers.iter().all(|(other, _)| *other != name) => {
                headers.push((name, Cow::Borrowed(value)));
            }
            _ => {
                return Err(PageError::new(
                    FORM,
                    headers_rule("FRM-14"),
                    found(Some(name)),
                ));
            }
        }
    }
    Ok(headers)
}

fn headers_rule(requirement: &'static str) -> Rule {
    Rule {
        place: Place::Attribute("headers"),
        expected: "no headers but Accept, If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since, each once, unicode to unicode",
        requirement,
        advice: "a header that cannot be added makes the form uncallable: leave it out; a GET form sets no conditional one (ENV-11)",
    }
}
