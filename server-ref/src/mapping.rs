//! [`AnyClass`]: a class without its type, and what only who knows the type can do.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use hyperglyph::serde::DeserializeError;
use hyperglyph::{from_slice, to_vec};

use crate::content::Boxed;
use crate::routine::Routine;
use crate::store::{Change, Shelf};
use crate::this::{AnyThis, Home, Left};
use crate::{Content, Failure, Instances, State, This, page};

/// A class, whatever its type.
pub(crate) struct AnyClass {
    pub(crate) constructor: Routine,
    pub(crate) methods: Vec<Routine>,
    by_segment: HashMap<String, usize>,
    pub(crate) profile: Option<String>,
    pub(crate) typed: Box<dyn Mapping>,
}

impl AnyClass {
    pub(crate) fn new<T: State>(
        constructor: Routine,
        methods: Vec<Routine>,
        profile: Option<String>,
        typed: Typed<T>,
    ) -> Self {
        let by_segment = methods.iter().enumerate();
        Self {
            by_segment: by_segment
                .map(|(at, method)| (page::segment(&method.name), at))
                .collect(),
            constructor,
            methods,
            profile,
            typed: Box::new(typed),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.constructor.name
    }

    pub(crate) fn method(&self, segment: &str) -> Option<&Routine> {
        Some(&self.methods[*self.by_segment.get(segment)?])
    }
}

impl fmt::Debug for AnyClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Class")
            .field("constructor", &self.constructor)
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}

/// What only who knows the type of an instance can do.
pub(crate) trait Mapping: Send + Sync {
    fn type_id(&self) -> TypeId;
    /// Where instances are kept, if they are.
    fn shelf(&self) -> Option<&Shelf>;
    /// The id by which an instance is known, if it has a say in that.
    fn id_of(&self, instance: &Boxed) -> Option<String>;
    fn write(&self, instance: &Boxed) -> Result<Vec<u8>, Failure>;
    fn read(&self, state: &[u8]) -> Result<Boxed, DeserializeError>;
    fn properties(&self, instance: &Boxed) -> Vec<(String, Content)>;
    fn transient(&self, state: &[u8]) -> Result<AnyThis, DeserializeError>;
    fn persistent(
        &self,
        state: &[u8],
        id: Arc<str>,
    ) -> Result<(AnyThis, Box<dyn AnyHome>), DeserializeError>;
}

/// The properties of a class, and where its instances are kept, if they are.
pub(crate) struct Typed<T> {
    pub(crate) properties: Vec<(String, Arc<Property<T>>)>,
    pub(crate) instances: Option<Instances<T>>,
}

impl<T> Default for Typed<T> {
    fn default() -> Self {
        Self {
            properties: Vec::new(),
            instances: None,
        }
    }
}

type Property<T> = dyn Fn(&T) -> Content + Send + Sync;

impl<T: State> Typed<T> {
    fn of(instance: &Boxed) -> Result<&T, Failure> {
        instance.value.downcast_ref().ok_or_else(|| {
            Failure::internal(format_args!(
                "an instance of {} where one of {} belongs",
                instance.type_name,
                std::any::type_name::<T>()
            ))
        })
    }
}

impl<T: State> Mapping for Typed<T> {
    fn type_id(&self) -> TypeId {
        TypeId::of::<T>()
    }

    fn shelf(&self) -> Option<&Shelf> {
        Some(&self.instances.as_ref()?.shelf)
    }

    fn id_of(&self, instance: &Boxed) -> Option<String> {
        let id = self.instances.as_ref()?.id.as_ref()?;
        Self::of(instance).ok().map(|instance| id(instance))
    }

    fn write(&self, instance: &Boxed) -> Result<Vec<u8>, Failure> {
        to_vec(Self::of(instance)?).map_err(Failure::internal)
    }

    fn read(&self, state: &[u8]) -> Result<Boxed, DeserializeError> {
        from_slice::<T>(state).map(Boxed::new)
    }

    fn properties(&self, instance: &Boxed) -> Vec<(String, Content)> {
        let Ok(instance) = Self::of(instance) else {
            return Vec::new();
        };
        let properties = self.properties.iter();
        properties
            .map(|(name, property)| (name.clone(), property(instance)))
            .collect()
    }

    fn transient(&self, state: &[u8]) -> Result<AnyThis, DeserializeError> {
        let instance = from_slice::<T>(state)?;
        Ok(Box::new(This::transient(instance)))
    }

    fn persistent(
        &self,
        state: &[u8],
        id: Arc<str>,
    ) -> Result<(AnyThis, Box<dyn AnyHome>), DeserializeError> {
        let (this, home) = This::persistent(from_slice::<T>(state)?, id);
        Ok((Box::new(this), Box::new(home)))
    }
}

/// Where an instance of whatever type goes when its method has ended.
pub(crate) trait AnyHome: Send + Sync {
    /// What the method did to it.
    fn change(&self) -> Result<Change, Failure>;
}

impl<T: State> AnyHome for Arc<Home<T>> {
    fn change(&self) -> Result<Change, Failure> {
        match self.take() {
            Left::Instance(instance) => {
                let state = to_vec(&instance).map_err(Failure::internal)?;
                Ok(Change::State(state.into()))
            }
            Left::Removed => Ok(Change::Removed),
            Left::Nothing => Err(Failure::internal(
                "a method answered and kept its instance: `This` must be dropped when it ends",
            )),
        }
    }
}
