//! Code that runs before the standard library has touched signals and descriptors.
#![allow(unsafe_code)] // The loader passes C's arguments.

use std::ffi::{CStr, c_char, c_int};

/// The program's arguments, as the loader passed them.
pub type Arguments = Vec<&'static CStr>;

/// Wraps what the loader passes to functions in `.init_array`.
///
/// # Safety
/// `argv` must hold `count` C strings that live as long as the process.
pub unsafe fn ownership_of_arguments(count: c_int, argv: *const *const c_char) -> Arguments {
    // SAFETY: the caller's promise.
    (0..count as usize).map(|index| unsafe { CStr::from_ptr(*argv.add(index)) }).collect()
}

/// Has `$enter`, a `fn(&Arguments)`, called before `main` and before the standard library's own
/// start, which would change SIGPIPE, SIGSEGV and descriptors 0 to 2. Used once, in a binary.
#[macro_export]
macro_rules! before_std {
    ($enter:path) => {
        const _: () = {
            extern "C" fn loader_calls(
                argc: ::std::ffi::c_int,
                argv: *const *const ::std::ffi::c_char,
                _environment: *const *const ::std::ffi::c_char,
            ) {
                // SAFETY: the loader passes the arguments of the program.
                #[allow(unsafe_code)]
                let arguments = unsafe { $crate::sys::ownership_of_arguments(argc, argv) };
                $enter(&arguments);
            }
            // SAFETY: the section is an array of pointers to functions of this type.
            #[allow(unsafe_code)]
            #[used]
            #[unsafe(link_section = ".init_array")]
            static ENTER: extern "C" fn(
                ::std::ffi::c_int,
                *const *const ::std::ffi::c_char,
                *const *const ::std::ffi::c_char,
            ) = loader_calls;
        };
    };
}
