package io.millrace.sketches;

import io.millrace.functions.ByteOutput;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Gives things bytes to be hashed: equal ones have the same, in every process. */
final class Things {
  private static final int INTEGRAL = 1;
  private static final int STRING = 2;
  private static final int FLOATING = 3;
  private static final int BOOLEAN = 4;
  private static final int CHARACTER = 5;
  private static final int ENUM = 6;
  private static final int ID = 7;
  private static final int INSTANT = 8;
  private static final int DATE = 9;
  private static final int BYTES = 10;
  private static final int LIST = 11;

  private Things() {}

  static void write(Object thing, ByteOutput out) {
    if (thing instanceof Long
        || thing instanceof Integer
        || thing instanceof Short
        || thing instanceof Byte) {
      out.writeByte(INTEGRAL);
      out.writeLong(((Number) thing).longValue());
    } else if (thing instanceof String text) {
      out.writeByte(STRING);
      out.writeString(text);
    } else if (thing instanceof Double || thing instanceof Float) {
      out.writeByte(FLOATING);
      out.writeLong(Double.doubleToLongBits(((Number) thing).doubleValue()));
    } else if (thing instanceof Boolean flag) {
      out.writeByte(BOOLEAN);
      out.writeByte(flag ? 1 : 0);
    } else if (thing instanceof Character character) {
      out.writeByte(CHARACTER);
      out.writeInt(character);
    } else if (thing instanceof Enum<?> constant) {
      out.writeByte(ENUM);
      out.writeString(constant.name());
    } else {
      writeOther(thing, out);
    }
  }

  private static void writeOther(Object thing, ByteOutput out) {
    if (thing instanceof UUID id) {
      out.writeByte(ID);
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
    } else if (thing instanceof Instant instant) {
      out.writeByte(INSTANT);
      out.writeLong(instant.getEpochSecond());
      out.writeInt(instant.getNano());
    } else if (thing instanceof LocalDate date) {
      out.writeByte(DATE);
      out.writeLong(date.toEpochDay());
    } else if (thing instanceof byte[] bytes) {
      out.writeByte(BYTES);
      out.writeVarInt(bytes.length);
      out.writeBytes(bytes, 0, bytes.length);
    } else if (thing instanceof List<?> list) {
      out.writeByte(LIST);
      out.writeVarInt(list.size());
      list.forEach(one -> write(one, out));
    } else {
      throw new IllegalArgumentException(
          "not to be counted: type="
              + (thing == null ? "null in a list" : thing.getClass().getName())
              + "; give a String, a number, or what else Sketches.distinctCount names");
    }
  }
}
