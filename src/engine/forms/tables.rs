//! The macros that state a room's tables, and make the typed views of what they state.

/// States the calls of a room: a variant of the view, its operands with their boundary values, and
/// the rest of the row.
///
/// ```text
/// calls! { Call of EVENTFD:
///     Read { fd: Pick, bytes: u8 = [8, 16, 7, 0] },
///         Row::of("read").weight(10)
///             .words("read {bytes} from {fd}").c("read(fd[{fd}], buffer, {bytes});");
/// }
/// ```
#[macro_export]
macro_rules! calls {
    ($view:ident of $room:ident: $(
        $(#[doc = $doc:literal])*
        $variant:ident $({ $($operand:ident: $type:ty $(= [$($value:expr),+ $(,)?])?),+ $(,)? })?,
            $row:expr;
    )+) => {
        /// One call of this room, as its rules read it.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum $view { $( $(#[doc = $doc])* $variant $({ $($operand: $type),+ })?, )+ }

        /// The table of calls.
        pub static CALLS: [$crate::engine::forms::Form; [$(stringify!($variant)),+].len()] =
            $crate::engine::forms::Form::numbered([$(
                $crate::engine::forms::Form::new(
                    &$room,
                    stringify!($variant),
                    &[$($($crate::engine::forms::Spec {
                        name: stringify!($operand),
                        is: $crate::engine::forms::OperandType::of::<$type>(),
                        values: &[$($($value as u64),+)?],
                    }),+)?],
                    $row,
                )
            ),+]);

        const _: () = {
            #[derive(Clone, Copy)]
            enum Place { $($variant),+ }

            impl $view {
                /// The typed view of a call of this room.
                #[inline]
                pub fn of(op: &$crate::engine::Op) -> Self {
                    #[allow(unused_mut, unused_variables)]
                    let mut words = op.take();
                    $(
                        if op.form().index == Place::$variant as u8 {
                            return Self::$variant $({
                                $($operand: $crate::engine::forms::Operand::take(&mut words)),+
                            })?;
                        }
                    )+
                    unreachable!("{} is no call of this room", op.kind())
                }
            }

            impl From<$view> for $crate::engine::Op {
                fn from(call: $view) -> Self {
                    #[allow(unused_mut)]
                    let mut put = $crate::engine::forms::Put::default();
                    let place = match call {
                        $($view::$variant $({ $($operand),+ })? => {
                            $($($crate::engine::forms::Operand::put($operand, &mut put);)+)?
                            Place::$variant
                        })+
                    };
                    Self::new(&CALLS[place as usize], put)
                }
            }
        };
    };
}

/// States the outcomes of a room's calls: a variant of the view, its parts, and its text.
///
/// ```text
/// outcomes! { Saw of EVENTFD:
///     Wrote { bytes: u64 }, OutcomeRow::of("wrote {bytes} bytes");
/// }
/// ```
#[macro_export]
macro_rules! outcomes {
    ($view:ident of $room:ident: $(
        $(#[doc = $doc:literal])*
        $variant:ident $({ $($part:ident: $type:ty),+ $(,)? })?, $row:expr;
    )+) => {
        /// What came back from a call of this room.
        #[derive(Debug, Clone, PartialEq)]
        pub enum $view { $( $(#[doc = $doc])* $variant $({ $($part: $type),+ })?, )+ }

        /// The table of outcomes.
        pub static OUTCOMES: [$crate::engine::forms::OutcomeForm;
            [$(stringify!($variant)),+].len()] =
            $crate::engine::forms::OutcomeForm::numbered([$(
                $crate::engine::forms::OutcomeForm::new(
                    &$room,
                    stringify!($variant),
                    &[$($($crate::engine::forms::PartSpec {
                        name: stringify!($part),
                        is: $crate::engine::forms::PartType::of::<$type>(),
                    }),+)?],
                    $row,
                )
            ),+]);

        const _: () = {
            #[derive(Clone, Copy)]
            enum Place { $($variant),+ }

            impl $view {
                /// The typed view of an outcome of this room.
                pub fn of(outcome: &$crate::engine::Outcome) -> Self {
                    #[allow(unused_mut, unused_variables)]
                    let mut parts = outcome.take();
                    $(
                        if outcome.form().index == Place::$variant as u8 {
                            return Self::$variant $({
                                $($part: $crate::engine::forms::Part::take(&mut parts)),+
                            })?;
                        }
                    )+
                    unreachable!("{outcome} is no outcome of this room")
                }

                /// The answer of a call that gave back this.
                #[allow(clippy::missing_errors_doc, clippy::unnecessary_wraps)]
                pub fn answer(self) -> $crate::engine::Answer {
                    Ok(self.into())
                }
            }

            impl From<$view> for $crate::engine::Outcome {
                fn from(seen: $view) -> Self {
                    #[allow(unused_mut)]
                    let mut parts = $crate::engine::forms::Parts::default();
                    let place = match seen {
                        $($view::$variant $({ $($part),+ })? => {
                            $($($crate::engine::forms::Part::put($part, &mut parts);)+)?
                            Place::$variant
                        })+
                    };
                    Self::new(&OUTCOMES[place as usize], parts)
                }
            }
        };
    };
}
