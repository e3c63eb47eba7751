//! NAL units of an Annex B byte stream (ISO/IEC 14496-10 Annex B).
use memchr::memmem;

/// Calls `each` with every NAL unit, without start codes and trailing zeros.
pub fn for_each<'a>(stream: &'a [u8], mut each: impl FnMut(&'a [u8])) {
    let finder = memmem::Finder::new(&[0, 0, 1]);
    let mut start = match finder.find(stream) {
        Some(position) => position + 3,
        None => return,
    };
    loop {
        let next = finder.find(&stream[start..]).map(|offset| start + offset);
        let unit = trim_zeros(&stream[start..next.unwrap_or(stream.len())]);
        if !unit.is_empty() {
            each(unit);
        }
        match next {
            Some(position) => start = position + 3,
            None => return,
        }
    }
}

fn trim_zeros(unit: &[u8]) -> &[u8] {
    let end = unit.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &unit[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_start_codes_of_both_lengths() {
        let mut units = Vec::new();
        for_each(&[9, 0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 0, 1, 0, 0, 1, 0x65], |unit| {
            units.push(unit.to_vec())
        });
        assert_eq!(units, [vec![0x67, 1], vec![0x68, 2], vec![0x65]]);
    }
}
