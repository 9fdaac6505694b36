package io.millrace.functions.pattern;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The types of fields that can be compared, and their values as text. */
final class Constants {
  private static final Map<Class<?>, Function<String, Object>> PARSERS =
      Map.of(
          String.class, text -> text,
          Boolean.class, Constants::bool,
          Character.class, Constants::character,
          Instant.class, Instant::parse,
          Duration.class, Duration::parse,
          LocalDate.class, LocalDate::parse,
          LocalDateTime.class, LocalDateTime::parse,
          UUID.class, UUID::fromString);

  private static final List<Class<?>> NUMBERS =
      List.of(
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class);

  private Constants() {}

  static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  static boolean isNumber(Class<?> type) {
    return NUMBERS.contains(type);
  }

  /** Whether values of the type have an order. */
  static boolean isOrdered(Class<?> type) {
    return isNumber(type) || (PARSERS.containsKey(type) && type != Boolean.class);
  }

  static boolean isKnown(Class<?> type) {
    return isNumber(type) || PARSERS.containsKey(type) || type.isEnum();
  }

  /**
   * The value that a text means.
   *
   * @throws IllegalArgumentException if it is none of the type; says the type
   */
  static Object parse(Class<?> type, String text) {
    try {
      if (isNumber(type)) {
        return new BigDecimal(text);
      }
      if (type.isEnum()) {
        return constant(type, text);
      }
      return PARSERS.get(type).apply(text);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "value does not fit: value="
              + text
              + ", type="
              + type.getSimpleName()
              + (type.isEnum() ? "; one of " + Arrays.toString(type.getEnumConstants()) : ""),
          e);
    }
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Object bool(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return Boolean.valueOf(text);
  }

  private static Object character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException(text);
    }
    return text.charAt(0);
  }

  /** Compares two values that are not null and whose types fit; null if one is not a number. */
  @SuppressWarnings("unchecked")
  static Integer compare(Object one, Object other) {
    if (one instanceof Number first && other instanceof Number second) {
      BigDecimal left = decimal(first);
      BigDecimal right = decimal(second);
      return left == null || right == null ? null : (Integer) left.compareTo(right);
    }
    return ((Comparable<Object>) one).compareTo(other);
  }

  /** Null for what is no finite number. */
  private static BigDecimal decimal(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (number instanceof Float || number instanceof Double) {
      double value = number.doubleValue();
      return Double.isFinite(value) ? new BigDecimal(number.toString()) : null;
    }
    return BigDecimal.valueOf(number.longValue());
  }
}
