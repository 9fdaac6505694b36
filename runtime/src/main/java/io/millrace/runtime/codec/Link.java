package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Stands for the handle of a type inside itself. */
final class Link {
  /** Set once, before the handle that contains this link is given to anyone. */
  MethodHandle target;

  static MethodHandle find(String name) {
    return Access.method(MethodHandles.lookup(), Link.class, name);
  }

  void write(Object value, ByteOutput out) throws Throwable {
    target.invokeExact(value, out);
  }

  Object read(ByteInput in) throws Throwable {
    return (Object) target.invokeExact(in);
  }
}
