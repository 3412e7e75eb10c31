//! How far an array of operations gets.

use smallvec::SmallVec;

use super::super::operands::Element;

/// The largest value of a semaphore.
pub const LARGEST: i32 = 32_767;
/// The adjustments that Linux records.
const RECORDED: std::ops::RangeInclusive<i32> = -32_768..=32_767;

/// The values of a set.
pub type Values = SmallVec<[i32; 4]>;

/// What becomes of an array on given values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every operation can be performed; the values are then these.
    All(Values),
    /// The operation in this place cannot be.
    Stops { at: usize, why: Stop },
}

/// Why an operation cannot be performed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The value is less than it takes.
    Less,
    NotZero,
    /// The value would be past the largest.
    PastMost,
}

/// Performs the operations in their order, as far as that goes.
pub fn reach<'e>(before: &Values, elements: impl Iterator<Item = &'e Element>) -> Reach {
    let mut values = before.clone();
    for (at, element) in elements.enumerate() {
        let value = &mut values[usize::from(element.number)];
        let after = *value + i32::from(element.change);
        let why = match element.change {
            0 if *value != 0 => Stop::NotZero,
            ..0 if after < 0 => Stop::Less,
            _ if after > LARGEST => Stop::PastMost,
            _ => {
                *value = after;
                continue;
            }
        };
        return Reach::Stops { at, why };
    }
    Reach::All(values)
}

/// Whether something else comes of the operations in the order from last to first.
pub fn order_matters(before: &Values, elements: &[Element]) -> bool {
    match (reach(before, elements.iter()), reach(before, elements.iter().rev())) {
        (Reach::All(one), Reach::All(other)) => one != other,
        (Reach::Stops { at, why }, Reach::Stops { at: other_at, why: other }) => {
            let other_at = elements.len() - 1 - other_at;
            why != other || elements[at].nowait != elements[other_at].nowait
        }
        _ => true,
    }
}

/// The semaphores that the operations before this place would have changed.
pub fn spared(before: &Values, elements: &[Element], at: usize) -> SmallVec<[usize; 4]> {
    let Reach::All(after) = reach(before, elements[..at].iter()) else { return SmallVec::new() };
    (0..before.len()).filter(|number| before[*number] != after[*number]).collect()
}

/// Whether an adjustment would go beyond those that Linux records, on the way through the array.
pub fn outgrows(adjustment: impl Fn(u16) -> i32, elements: &[Element]) -> bool {
    elements.iter().enumerate().filter(|(_, element)| element.undo).any(|(place, element)| {
        let same = |other: &&Element| other.undo && other.number == element.number;
        let sum: i32 = elements[..=place].iter().filter(same).map(|e| i32::from(e.change)).sum();
        !RECORDED.contains(&(adjustment(element.number) - sum))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[i32]) -> Values {
        Values::from_slice(values)
    }

    #[test]
    fn an_array_is_performed_in_its_order_and_as_a_whole() {
        let up_down = [Element::of(0, 1), Element::of(0, -1)];
        let down_up = [Element::of(0, -1), Element::of(0, 1)];
        assert_eq!(reach(&values(&[0]), up_down.iter()), Reach::All(values(&[0])));
        let stops = Reach::Stops { at: 0, why: Stop::Less };
        assert_eq!(reach(&values(&[0]), down_up.iter()), stops);
        assert!(order_matters(&values(&[0]), &up_down));
        assert!(!order_matters(&values(&[1]), &up_down));
        let both = [Element::of(0, 2), Element::of(1, -1)];
        assert_eq!(spared(&values(&[0, 0]), &both, 1).to_vec(), [0]);
    }

    #[test]
    fn no_value_goes_past_the_largest() {
        let more = [Element::of(0, 1)];
        let stops = Reach::Stops { at: 0, why: Stop::PastMost };
        assert_eq!(reach(&values(&[LARGEST]), more.iter()), stops);
        assert!(outgrows(|_| -32_768, &[Element::of(0, 1).undo()]));
        assert!(!outgrows(|_| -32_767, &[Element::of(0, 1).undo()]));
    }
}
