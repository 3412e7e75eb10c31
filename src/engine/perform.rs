//! Makes a call or a simple deed in the present process.
use super::deed::{Deed, Told};
use super::hands::Hands;
use super::history::Fate;
use super::{Answer, Room};
pub fn call<R: Room>(op: &R::Op, hands: &mut Hands) -> Fate<R::Seen> {
    Fate::Returned(R::perform(op, hands))
}
pub fn deed(_deed: &Deed, _hands: &mut Hands) -> Answer<Told> {
    Ok(Told::Done)
}
pub fn close_all(_hands: &mut Hands) {}
