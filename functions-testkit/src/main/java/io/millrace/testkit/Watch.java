package io.millrace.testkit;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The objects that went in and out during one call of user code. Values are immutable: the engine
 * keeps bytes of some and hands others to several functions, so a change in place is lost or seen
 * by strangers. It is found by encoding the objects again when the call is over.
 */
final class Watch {

  /** How an object met the function. */
  enum Role {
    RECORD(
        "record changed",
        "records are shared with other functions and are replayed from their bytes: change a copy"),
    READ(
        "state changed without put",
        "what was read is a copy of what is stored, so the change is lost: put the changed value"),
    PUT(
        "value changed after put",
        "a put stores the bytes of that moment, so the change is lost: put again, or change first"),
    EMITTED(
        "value changed after emit",
        "other functions may get the object itself, so it depends on the partition what they see:"
            + " emit a copy, or change first");

    private final String fault;
    private final String remedy;

    Role(String fault, String remedy) {
      this.fault = fault;
      this.remedy = remedy;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seen(
      Role role, String name, Object part, Object object, byte[] bytes, Codec<Object> codec) {}

  private final List<Seen> seen = new ArrayList<>();

  /**
   * Remembers an object as it is now.
   *
   * @param name the topic or state
   * @param part index in a list or key in a map; null for values and records
   */
  void add(Role role, String name, Object part, Object object, Codec<Object> codec) {
    if (!isImmutable(object)) {
      seen.add(new Seen(role, name, part, object, encode(codec, object), codec));
    }
  }

  private static boolean isImmutable(Object object) {
    return object == null
        || object instanceof String
        || object instanceof Boolean
        || object instanceof Character
        || object instanceof Integer
        || object instanceof Long
        || object instanceof Double
        || object instanceof Float
        || object instanceof Short
        || object instanceof Byte
        || object instanceof Enum<?>
        || object instanceof Instant
        || object instanceof Duration
        || object instanceof BigDecimal
        || object instanceof BigInteger;
  }

  /** What was seen of one place in a state before is of no interest: it was written or removed. */
  void replaced(String name, Object part) {
    seen.removeIf(one -> isState(one) && one.name.equals(name) && Objects.equals(one.part, part));
  }

  /** What was seen of a whole state before is of no interest. */
  void replaced(String name) {
    seen.removeIf(one -> isState(one) && one.name.equals(name));
  }

  private static boolean isState(Seen one) {
    return one.role == Role.READ || one.role == Role.PUT;
  }

  /**
   * Looks at all objects again.
   *
   * @param place function, topic and key, for the message
   * @throws AssertionError if one was changed
   */
  void check(String place) {
    for (Seen one : seen) {
      if (!Arrays.equals(one.bytes, encode(one.codec, one.object))) {
        String where = isState(one) ? ", state=" : ", on=";
        throw new AssertionError(
            one.role.fault
                + ": "
                + place
                + where
                + one.name
                + (one.part == null ? "" : ", at=" + one.part)
                + ", value="
                + Text.of(one.object)
                + "; "
                + one.role.remedy);
      }
    }
  }

  /** The bytes; null if it can no longer be encoded. */
  private static byte[] encode(Codec<Object> codec, Object object) {
    try {
      ByteOutput out = new ByteOutput(64);
      codec.encode(object, out);
      return out.toByteArray();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
