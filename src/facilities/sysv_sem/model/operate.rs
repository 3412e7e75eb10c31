//! semop and semtimedop.

use super::super::calls::Seen;
use super::super::claims::*;
use super::super::operands::{Array, Element, Until, Which};
use super::array::{LARGEST, Reach, Stop, order_matters, outgrows, reach, spared};
use super::set::{By, Set, Sleeper};
use super::{Named, Sets, UNCLEAR, granted};
use crate::claim::Claim;
use crate::engine::world::Handler;
use crate::engine::{self, Actor, Allow, Errno, How, Interrupted, Limit, Outcome, Ruling, World};
use crate::families::sysv::{ALTER, Grant, READ};

/// What a call is made with.
struct Made<'c> {
    array: &'c Array,
    until: Until,
    by: Actor,
    restarts: bool,
}

impl Sets {
    pub(super) fn rule_operate(
        &self,
        which: Which,
        array: &Array,
        until: Until,
        bad: bool,
        call: &engine::Call<'_>,
        world: &World,
    ) -> Ruling {
        let by = call.by;
        let named = self.named(which);
        let restarts = world.process(by).handler == Handler::Restarting;
        if let (Named::Removed, Some(element)) = (named, self.slept(which, by)) {
            let removed = if element.change == 0 { &ZERO_REMOVED } else { &TAKE_REMOVED };
            let several = self.sleepers(which) > 1;
            let claims = if several { [&REMOVE_WAKES_ALL, removed] } else { [removed, removed] };
            return claims.fails(Errno::EIDRM);
        }
        if let (Named::Set(number, set), Some(_)) = (named, self.slept(which, by)) {
            // It was looked at when the call began.
            let made = Made { array, until, by, restarts };
            return self.rule_array(number, set, &made, world);
        }
        if until == Until::Below {
            return Ruling::silent("semtimedop with a timeout below nothing");
        }
        let elements = array.elements();
        let errors = OPERATIONS_NONE.fails_if(elements.is_empty(), Errno::EINVAL)
            | OPERATIONS_PAST_MOST
                .fails_if(elements.len() as u64 > self.bounds.most(Limit::Semopm), Errno::E2BIG)
            | OP_BAD_ADDRESS.fails_if(bad, Errno::EFAULT)
            | TIMEOUT_BAD_ADDRESS.fails_if(until == Until::Bad, Errno::EFAULT);
        let (number, set) = match named {
            Named::Set(number, set) => (number, set),
            Named::Negative => return errors | OP_NEGATIVE_ID.fails(Errno::EINVAL),
            Named::Never => return errors | OP_NO_SET.fails(Errno::EINVAL),
            // The page has both errors, and does not rank them.
            Named::Removed => {
                return errors | OP_NO_SET.fails(Errno::EINVAL) | OP_REMOVED.fails(Errno::EIDRM);
            }
        };
        // What an array at a bad address says, nobody can know.
        let elements = if bad { &[] } else { elements };
        let past_last = elements.iter().any(|e| usize::from(e.number) >= set.size());
        let errors = errors | OP_PAST_LAST.fails_if(past_last, Errno::EFBIG);
        let made = Made { array, until, by, restarts };
        let denied = denied(set, elements, by, world);
        if denied.clauses.is_empty() || past_last || bad {
            let errors = errors | denied;
            return errors.or_else(|| self.rule_array(number, set, &made, world));
        }
        // The page does not rank the errors; but what is denied does not sleep first.
        let others = match reach(&set.values(), elements.iter()) {
            Reach::All(_) => Ruling::none(),
            Reach::Stops { .. } => self.rule_array(number, set, &made, world),
        };
        let sleeps = others.waits().is_some();
        errors | denied | if sleeps { Ruling::none() } else { others }
    }

    fn rule_array(&self, number: u8, set: &Set, made: &Made<'_>, world: &World) -> Ruling {
        if let Some(doubt) = set.doubt {
            return Ruling::silent(doubt);
        }
        let elements = made.array.elements();
        let values = set.values();
        let ordered = elements.len() > 1 && order_matters(&values, elements);
        let (walked, mut ruling) = match reach(&values, elements.iter()) {
            Reach::All(after) => {
                let most = after.contains(&LARGEST);
                let performed = self.performed(number, set, made, world, ordered, most);
                let done = Seen::Done { returned: 0 };
                (elements, [performed, &OP_RETURNS_ZERO].returns(done))
            }
            Reach::Stops { at, why } => (&elements[..at], made.stops(elements[at], why, ordered)),
        };
        // Whatever comes of it, the adjustments on the way to it are no reason to fail.
        if outgrows(|one| self.sum(made.by, number, one), walked) {
            for clause in &mut ruling.clauses {
                clause.claims[0] = &UNDO_NO_LIMIT;
            }
        }
        ruling
    }

    /// Why an array that can be performed is.
    fn performed(
        &self,
        number: u8,
        set: &Set,
        made: &Made<'_>,
        world: &World,
        ordered: bool,
        most: bool,
    ) -> &'static Claim {
        let elements = made.array.elements();
        if let Some(element) = self.slept(Which::Nth(number), made.by) {
            return match element.change {
                _ if set.last == &SETVAL => &SETVAL_WAKES,
                _ if set.last == &SETALL => &SETALL_WAKES,
                0 => &ZERO_RESUMES,
                _ => &TAKE_RESUMES,
            };
        }
        let plainly: &'static Claim = if self.bounds.is_drawn(Limit::Semopm)
            && elements.len() as u64 == self.bounds.most(Limit::Semopm)
        {
            &OPERATIONS_MOST
        } else if most {
            &VALUE_MOST
        } else if made.until != Until::Semop {
            &TIMED_UNUSED
        } else if ordered {
            &ARRAY_ORDER
        } else {
            match elements {
                [Element { change: ..0, .. }] => &TAKE_AT_ONCE,
                [Element { change: 0, .. }] => &ZERO_AT_ONCE,
                [_] => &ADD_NEVER_WAITS,
                _ => &ARRAY_WHOLE,
            }
        };
        granted(set.owned.grant(made.by, asked(elements), world), made.by, world, plainly)
    }

    /// The operation in which a caller sleeps on a set.
    fn slept(&self, which: Which, by: Actor) -> Option<Element> {
        let Which::Nth(number) = which else { return None };
        let set = self.sets.get(usize::from(number))?;
        let sleeper = set.sleepers.iter().find(|sleeper| sleeper.by == by)?;
        sleeper.array.elements().get(usize::from(sleeper.at)).copied()
    }

    fn sleepers(&self, which: Which) -> usize {
        let Which::Nth(number) = which else { return 0 };
        self.sets.get(usize::from(number)).map_or(0, |set| set.sleepers.len())
    }

    pub(super) fn follow_operate(
        &mut self,
        which: Which,
        array: Array,
        until: Until,
        how: &How<'_>,
        by: Actor,
    ) {
        let Some((number, set)) = self.set_mut(which) else { return };
        let element = set.leaves(by);
        if set.operated == &NEW_OTIME_ZERO {
            set.operated = &OTIME_UNTIL_OP;
        }
        match how {
            How::Waited => set.sleeps(by, array),
            How::Returned(Ok(outcome)) => match Seen::of(outcome) {
                Seen::Done { .. } => {
                    if let Some(element) = element.filter(|element| element.change == 0) {
                        set.count(element, &NCNT_NUMBER, &ZCNT_FALLS_AT_ZERO);
                    }
                    self.perform(number, array, by);
                }
                Seen::Interrupted { .. } => {
                    if let Some(element) = element {
                        set.count(element, &NCNT_FALLS_INTERRUPTED, &ZCNT_FALLS_INTERRUPTED);
                    }
                }
                Seen::TimedOut { .. } => set.spares(array, &TIMED_PERFORMS_NONE),
                _ => {}
            },
            How::Returned(Err(Errno::EAGAIN)) if !array.may_time_out(until) => {
                set.spares(array, &NOWAIT_PERFORMS_NONE);
            }
            How::Returned(Err(_)) | How::Advanced(_) | How::Died => {}
        }
    }

    fn perform(&mut self, number: u8, array: Array, by: Actor) {
        let elements = array.elements();
        let set = &mut self.sets[usize::from(number)];
        for element in elements {
            let place = usize::from(element.number);
            set.set_pid(place, by, &SEMPID_OP);
            let by: By = match elements {
                [Element { change: 1.., .. }] => &ADD,
                [_] => &TAKE,
                _ => &ARRAY_WHOLE,
            };
            if element.change != 0 {
                let value = i32::from(set.semaphores[place].value) + i32::from(element.change);
                set.assign(place, value as u16, by);
            }
        }
        set.operated = &OTIME_OP;
        for element in elements.iter().filter(|element| element.change != 0) {
            self.adjust(by, number, element.number, element.change, element.undo);
        }
    }
}

impl Set {
    fn sleeps(&mut self, by: Actor, array: Array) {
        let Reach::Stops { at, .. } = reach(&self.values(), array.elements().iter()) else {
            return;
        };
        self.sleepers.push(Sleeper { by, array, at: at as u8 });
        self.count(array.elements()[at], &NCNT_RISES, &ZCNT_RISES);
        self.spares(array, &WAIT_PERFORMS_NONE);
    }

    /// An array of several operations was not performed: what the first of them would have changed
    /// is as it was.
    fn spares(&mut self, array: Array, by: By) {
        let (values, elements) = (self.values(), array.elements());
        let Reach::Stops { at, .. } = reach(&values, elements.iter()) else { return };
        for number in spared(&values, elements, at) {
            self.spare(number, by);
        }
    }
}

impl Made<'_> {
    /// What becomes of the array at an operation that cannot be performed.
    fn stops(&self, element: Element, why: Stop, ordered: bool) -> Ruling {
        let first = |plainly| if ordered { &ARRAY_ORDER } else { plainly };
        match why {
            Stop::PastMost => first(&VALUE_PAST_MOST).fails(Errno::ERANGE),
            Stop::Less if element.nowait => self.at_once(first(&TAKE_NOWAIT)),
            Stop::NotZero if element.nowait => self.at_once(first(&ZERO_NOWAIT)),
            Stop::Less | Stop::NotZero => self.sleeps(element.change == 0),
        }
    }

    fn at_once(&self, claim: &'static Claim) -> Ruling {
        match self.until {
            until if !self.array.may_time_out(until) => claim.fails(Errno::EAGAIN),
            Until::Zero => claim.returns(Seen::TimedOut { early: false }),
            _ => Ruling::silent("EAGAIN by IPC_NOWAIT or by a timeout"),
        }
    }

    fn sleeps(&self, zero: bool) -> Ruling {
        let (waits, interrupted) =
            if zero { (&ZERO_WAITS, &ZERO_INTERRUPTED) } else { (&TAKE_WAITS, &TAKE_INTERRUPTED) };
        let waits = match self.until {
            Until::Zero | Until::Soon => {
                return [&TIMED_OUT, &TIMED_NOT_EARLY].returns(Seen::TimedOut { early: false });
            }
            Until::Null => &TIMED_NULL,
            _ => waits,
        };
        let interrupted = match self.until {
            Until::Far => &TIMED_UNCHANGED,
            _ if self.restarts => &NEVER_RESTARTED,
            _ => interrupted,
        };
        let seen: Outcome = Seen::Interrupted { unchanged: true }.into();
        waits.waits(Interrupted::Short(interrupted, Box::new(seen)))
    }
}

/// What an array asks of the permissions: the page has an operation of 0 ask for reading.
fn asked(elements: &[Element]) -> u32 {
    let bit = |element: &Element| if element.change == 0 { READ } else { ALTER };
    elements.iter().map(bit).fold(0, |all, bit| all | bit)
}

/// That the caller may not do what the array does.
fn denied(set: &Set, elements: &[Element], by: Actor, world: &World) -> Ruling {
    let asks = asked(elements);
    let grant = |asked| set.owned.grant(by, asked, world);
    if asks == 0 {
        return Ruling::none();
    }
    if grant(asks) == Grant::Unclear {
        return Ruling::silent(UNCLEAR);
    }
    let may = |asked| asks & asked == 0 || grant(asked) != Grant::Denied;
    let takes = elements.iter().any(|element| element.change < 0);
    match (may(ALTER), may(READ)) {
        (true, true) => Ruling::none(),
        (false, _) if takes => TAKE_DENIED.fails(Errno::EACCES),
        (false, _) => ADD_DENIED.fails(Errno::EACCES),
        (true, false) if asks == READ => ZERO_DENIED.fails(Errno::EACCES),
        (true, false) => ZERO_BESIDE_OTHERS_DENIED.fails(Errno::EACCES),
    }
}
