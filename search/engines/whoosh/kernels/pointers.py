"""Addresses of a segment's row (row.py) as the arrays that lie there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

_llvm: Any = cgutils


@intrinsic
def _pointer(typing: Any, number: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], _llvm.voidptr_t)

    return types.voidptr(types.int64), generate


@njit(inline="always")
def u8(place: int, count: int) -> Any:
    """The bytes at an address."""
    return carray(_pointer(place), count, np.uint8)


@njit(inline="always")
def u16(place: int, count: int) -> Any:
    """The 16-bit numbers at an address."""
    return carray(_pointer(place), count, np.uint16)


@njit(inline="always")
def u32(place: int, count: int) -> Any:
    """The 32-bit numbers at an address."""
    return carray(_pointer(place), count, np.uint32)


@njit(inline="always")
def i32(place: int, count: int) -> Any:
    """The signed 32-bit numbers at an address."""
    return carray(_pointer(place), count, np.int32)


@njit(inline="always")
def f32(place: int, count: int) -> Any:
    """The single-precision numbers at an address."""
    return carray(_pointer(place), count, np.float32)


@njit(inline="always")
def f64(place: int, count: int) -> Any:
    """The double-precision numbers at an address."""
    return carray(_pointer(place), count, np.float64)


@njit(inline="always")
def i64(place: int, count: int) -> Any:
    """The signed 64-bit numbers at an address."""
    return carray(_pointer(place), count, np.int64)


@intrinsic
def prefetch(typing: Any, place: Any) -> Any:
    """Have the memory at an address brought near: it will be read in a moment. Nothing else comes of it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        ir, number = _llvm.ir, _llvm.int32_t
        kind = ir.FunctionType(ir.VoidType(), [_llvm.voidptr_t, number, number, number])
        ask = _llvm.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        # To be read, kept in all caches, data.
        builder.call(ask, [builder.inttoptr(arguments[0], _llvm.voidptr_t), number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(types.int64), generate
