//! [`Form`]: the arguments of a form, and the uploads among them, as they come.

use std::mem::take;
use std::ops::Range;

use http::StatusCode;
use hyperglyph::Value;
use hyperglyph::http::Arguments;
use hyperglyph::page::Input;
use hyperglyph::stream::{BlobId, Decoder, Event, blobs, contents_mut};

use super::blob_of;
use super::contents::{Contents, Slot, Spool};
use super::intake::{Arrived, keep, no_room};
use crate::config::{Config, Uploads};
use crate::routine::Routine;
use crate::{Arrival, Failure, read};

/// Arguments on their way in.
#[derive(Debug)]
pub(crate) struct Form {
    decoder: Decoder,
    routine: Routine,
    uploads: Uploads,
    /// Bytes in memory, of all but the uploads, and how many there may be.
    held: usize,
    most: usize,
    bound: Option<Bound>,
}

/// The root, once it was there: which value is for which parameter.
#[derive(Debug)]
struct Bound {
    values: Vec<Value<'static>>,
    /// For each parameter, which blobs of the message are in its value; none
    /// where the value is the default.
    places: Vec<Option<Range<usize>>>,
    /// For each blob of the message, where its bytes go.
    slots: Vec<Slot>,
}

impl Form {
    pub(crate) fn new(routine: Routine, config: &Config) -> Self {
        Self {
            decoder: Decoder::with_options(config.decoding.clone()),
            routine,
            uploads: config.uploads.clone(),
            held: 0,
            most: config.message_limit,
            bound: None,
        }
    }

    pub(super) fn take(&mut self, mut piece: &[u8]) -> Result<(), Failure> {
        let length = piece.len();
        while let Some(event) = self.decoder.push(&mut piece).map_err(read::no_message)? {
            match event {
                Event::Root(root) => {
                    self.hold(length - piece.len())?;
                    self.bound = Some(self.bind(root)?);
                }
                Event::Chunk { blob, data } => self.content(blob, data)?,
                _ => {}
            }
        }
        if self.bound.is_none() {
            self.hold(length)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Arrived, Failure> {
        self.decoder.finish().map_err(read::no_message)?;
        // A message that is whole has a root.
        let bound = self.bound.ok_or_else(|| Failure::internal("no root"))?;
        bound.arrived()
    }

    /// So many more bytes in memory.
    fn hold(&mut self, more: usize) -> Result<(), Failure> {
        self.held += more;
        if self.held > self.most {
            let most = self.most;
            let message = format!(
                "the arguments are larger than {most} bytes without the uploads, the most this server reads"
            );
            return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message));
        }
        Ok(())
    }

    fn bind(&self, root: Value<'static>) -> Result<Bound, Failure> {
        let mut slots = Vec::new();
        slots.resize_with(blobs(&root).len(), || Slot::Value(Vec::new()));
        let places = places(&self.routine.params, &root);
        let values = Arguments::from_message(root)
            .map_err(read::no_arguments)?
            .bind(&self.routine.params)
            .map_err(|error| read::unfitting(&self.routine, &error))?;
        for (at, value) in values.iter().enumerate() {
            if self.routine.arrivals[at] != Arrival::Spooled {
                continue;
            }
            blob_of(&self.routine.params[at].name, value)?;
            if let Some(place) = &places[at] {
                slots[place.start] = Slot::Upload(Spool::new(&self.uploads));
            }
        }
        Ok(Bound {
            values,
            places,
            slots,
        })
    }

    fn content(&mut self, blob: BlobId, data: &[u8]) -> Result<(), Failure> {
        let slot = self
            .bound
            .as_mut()
            .and_then(|bound| bound.slots.get_mut(blob.index()));
        match slot {
            Some(Slot::Upload(spool)) => keep(spool, data),
            Some(Slot::Value(bytes)) => {
                bytes.extend_from_slice(data);
                self.hold(data.len())
            }
            // The decoder knows the blobs of its root.
            None => Err(Failure::internal(format_args!("there is no blob {blob}"))),
        }
    }
}

/// Which blobs stand in the value for each parameter.
pub(super) fn places(params: &[Input<'_>], root: &Value<'_>) -> Vec<Option<Range<usize>>> {
    let mut places = vec![None; params.len()];
    let (Value::OrderedDict(map) | Value::Dict(map)) = root else {
        return places;
    };
    let mut next = 0;
    for (name, value) in map.iter() {
        // Before the values stand their names, which may be anything yet.
        next += blobs(name).len();
        let start = next;
        next += blobs(value).len();
        let name = name.as_str();
        if let Some(at) = params.iter().position(|param| Some(&*param.name) == name) {
            places[at] = Some(start..next);
        }
    }
    places
}

impl Bound {
    /// Puts the contents into the values that want them there.
    fn arrived(self) -> Result<Arrived, Failure> {
        let mut slots = self.slots;
        let mut values = self.values;
        let mut contents: Vec<Option<Contents>> = Vec::new();
        contents.resize_with(values.len(), || None);
        for (at, place) in self.places.into_iter().enumerate() {
            let Some(place) = place else { continue };
            let inside = contents_mut(&mut values[at]);
            for (content, slot) in inside.into_iter().zip(&mut slots[place]) {
                match std::mem::replace(slot, Slot::Value(Vec::new())) {
                    Slot::Value(mut bytes) => *content = take(&mut bytes).into(),
                    Slot::Upload(spool) => {
                        let spooled = spool.into_contents().map_err(|error| no_room(&error))?;
                        contents[at] = Some(spooled);
                    }
                }
            }
        }
        Ok(Arrived { values, contents })
    }
}
