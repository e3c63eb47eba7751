//! Values under keys that are never given twice, so that a stale key finds nothing.

#[derive(Debug)]
pub struct Slab<T> {
    entries: Vec<(u32, Option<T>)>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), free: Vec::new() }
    }
}

fn parts(key: u64) -> (usize, u32) {
    (key as u32 as usize, (key >> 32) as u32)
}

impl<T> Slab<T> {
    pub fn insert(&mut self, value: T) -> u64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.entries.push((0, None));
            self.entries.len() as u32 - 1
        });
        let entry = &mut self.entries[index as usize];
        entry.0 = entry.0.wrapping_add(1);
        entry.1 = Some(value);
        u64::from(entry.0) << 32 | u64::from(index)
    }

    pub fn get(&self, key: u64) -> Option<&T> {
        let (index, generation) = parts(key);
        self.entries.get(index).filter(|entry| entry.0 == generation)?.1.as_ref()
    }

    pub fn get_mut(&mut self, key: u64) -> Option<&mut T> {
        let (index, generation) = parts(key);
        self.entries.get_mut(index).filter(|entry| entry.0 == generation)?.1.as_mut()
    }

    pub fn remove(&mut self, key: u64) -> Option<T> {
        let (index, generation) = parts(key);
        let value = self.entries.get_mut(index).filter(|entry| entry.0 == generation)?.1.take()?;
        self.free.push(index as u32);
        Some(value)
    }

    pub fn keys(&self) -> Vec<u64> {
        self.keys_where(|_| true)
    }

    /// Keys of the values that `wanted` picks; allocates nothing where it picks none.
    pub fn keys_where(&self, wanted: impl Fn(&T) -> bool) -> Vec<u64> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.1.as_ref().is_some_and(&wanted))
            .map(|(index, entry)| u64::from(entry.0) << 32 | index as u64)
            .collect()
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().filter_map(|entry| entry.1.as_ref())
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.entries.iter_mut().filter_map(|entry| entry.1.as_mut())
    }

    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_key_finds_nothing() {
        let mut slab = Slab::default();
        let first = slab.insert("a");
        assert_eq!(slab.remove(first), Some("a"));
        let second = slab.insert("b");
        assert_ne!(first, second);
        assert_eq!((slab.get(first), slab.get(second), slab.len()), (None, Some(&"b"), 1));
        assert_eq!((slab.remove(first), slab.keys()), (None, vec![second]));
    }
}
