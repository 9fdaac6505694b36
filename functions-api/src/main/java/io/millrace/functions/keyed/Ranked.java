package io.millrace.functions.keyed;

import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;

/**
 * Who has a rank now.
 *
 * @param rank from 1
 * @param value who has it
 */
public record Ranked<T>(int rank, T value) {

  /** The type of ranked values of a type that is known as a value only. */
  public static <T> TypeRef<Ranked<T>> type(Type valueType) {
    return TypeRef.generic(Ranked.class, valueType);
  }
}
