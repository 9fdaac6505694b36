package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Keys as people read and type them: {@code 42}, {@code 1.5}, {@code true}, {@code "text"}, {@code
 * 'c'}, {@code 0xcafe}, {@code 2026-01-31}, {@code 2026-01-31T12:00:00Z}, a UUID, {@code PAID},
 * {@code ["u1",42]}.
 */
final class KeyText {
  private final String text;
  private int at;

  private KeyText(String text) {
    this.text = text;
  }

  static String print(ByteInput in) {
    int tag = in.readByte();
    if (tag == KeyTag.STRING) {
      return in.readString();
    }
    StringBuilder text = new StringBuilder();
    print(tag, in, text, 0);
    return text.toString();
  }

  private static void print(int tag, ByteInput in, StringBuilder text, int depth) {
    switch (tag) {
      case KeyTag.STRING -> quote(in.readString(), '"', text);
      case KeyTag.CHARACTER -> quote(String.valueOf(Readers.readChar(in)), '\'', text);
      case KeyTag.BYTES ->
          text.append("0x").append(HexFormat.of().formatHex(in.readBytes(in.readVarInt())));
      case KeyTag.SEQUENCE -> {
        text.append('[');
        int count = KeyCodec.readCount(in, depth);
        for (int i = 0; i < count; i++) {
          text.append(i == 0 ? "" : ",");
          print(in.readByte(), in, text, depth + 1);
        }
        text.append(']');
      }
      default -> text.append(KeyCodec.decodeTagged(tag, in, depth));
    }
  }

  private static void quote(String value, char mark, StringBuilder text) {
    text.append(mark);
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      if (next == mark || next == '\\') {
        text.append('\\');
      }
      text.append(next);
    }
    text.append(mark);
  }

  static List<byte[]> candidates(String text) {
    List<byte[]> candidates = new ArrayList<>();
    ByteOutput out = new ByteOutput(64);
    KeyText parser = new KeyText(text);
    if (parser.literal(out, 0) && parser.at == text.length()) {
      candidates.add(out.toByteArray());
    }
    out.length(0);
    KeyCodec.encode(text, out);
    boolean mayBeConstant = !candidates.isEmpty() && candidates.get(0)[0] == KeyTag.ENUM;
    candidates.add(mayBeConstant ? 0 : candidates.size(), out.toByteArray());
    return candidates;
  }

  /** Appends the literal that begins here; false if there is none, and {@code out} is undefined. */
  private boolean literal(ByteOutput out, int depth) {
    if (at >= text.length() || depth > 30) {
      return false;
    }
    return switch (text.charAt(at)) {
      case '[' -> sequence(out, depth);
      case '"', '\'' -> quoted(out);
      default -> word(out);
    };
  }

  private boolean sequence(ByteOutput out, int depth) {
    ByteOutput elements = new ByteOutput(64);
    int count = 0;
    at++;
    while (at < text.length() && text.charAt(at) != ']') {
      if (count > 0 && text.charAt(at++) != ',') {
        return false;
      }
      skipSpaces();
      if (!literal(elements, depth + 1)) {
        return false;
      }
      skipSpaces();
      count++;
    }
    if (at++ >= text.length()) {
      return false;
    }
    out.writeByte(KeyTag.SEQUENCE);
    out.writeVarInt(count);
    out.writeBytes(elements.array(), 0, elements.length());
    return true;
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private boolean quoted(ByteOutput out) {
    char mark = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != mark) {
      if (text.charAt(at) == '\\' && ++at == text.length()) {
        return false;
      }
      value.append(text.charAt(at++));
    }
    if (at++ >= text.length() || (mark == '\'' && value.length() != 1)) {
      return false;
    }
    KeyCodec.encode(mark == '"' ? value.toString() : (Object) value.charAt(0), out);
    return true;
  }

  private boolean word(ByteOutput out) {
    int from = at;
    while (at < text.length() && ",] ".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    Object value = value(word);
    if (value != null) {
      KeyCodec.encode(value, out);
      return true;
    }
    if (!isName(word)) {
      return false;
    }
    out.writeByte(KeyTag.ENUM);
    out.writeString(word);
    return true;
  }

  private static boolean isName(String word) {
    return !word.isEmpty()
        && Character.isJavaIdentifierStart(word.charAt(0))
        && word.chars().allMatch(Character::isJavaIdentifierPart);
  }

  private static Object value(String word) {
    if (word.equals("true") || word.equals("false")) {
      return word.equals("true");
    }
    try {
      if (word.matches("-?[0-9]{1,19}")) {
        return Long.valueOf(word);
      }
      if (word.matches("-?[0-9]+\\.[0-9]+(E-?[0-9]+)?|NaN|-?Infinity")) {
        return Double.valueOf(word);
      }
      if (word.matches("0x([0-9a-f]{2})*")) {
        return HexFormat.of().parseHex(word.substring(2));
      }
      if (word.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
        return UUID.fromString(word);
      }
      if (word.matches("[-+]?[0-9]{4,}-.*Z")) {
        return Instant.parse(word);
      }
      return word.matches("[-+]?[0-9]{4,}-[0-9-]*") ? LocalDate.parse(word) : null;
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }
}
