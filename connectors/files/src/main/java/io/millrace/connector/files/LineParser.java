package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.functions.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Finds the ends of lines in bytes and makes values from them. One thread. */
interface LineParser<T> {

  /** What {@link #end} answers if the line does not end in the bytes given. */
  int OPEN = -1;

  /** As {@link #OPEN}, with a quote open where the bytes end. */
  int IN_QUOTES = -2;

  /** Where the newline is that ends the line that begins at {@code from}. */
  default int end(byte[] bytes, int from, int to) {
    return newline(bytes, from, to);
  }

  /** Whether there is nothing on the line. */
  default boolean isEmpty(byte[] bytes, int from, int to) {
    return from == to;
  }

  /** The value of a line, whose end is not included. */
  T parse(byte[] bytes, int from, int to) throws MalformedLine;

  /** Whether the next line is for {@link #header}, not for {@link #parse}. */
  default boolean wantsHeader() {
    return false;
  }

  /** Takes the row that names the columns. */
  default void header(byte[] bytes, int from, int to) throws MalformedLine {}

  /** The parser of a format for a topic's values. */
  @SuppressWarnings("unchecked")
  static <T> LineParser<T> of(Format format, Topic<T> topic, ReadOptions options) {
    ObjectReader reader =
        options.strict() ? JsonValues.strictReader(topic.type()) : JsonValues.reader(topic.type());
    return switch (format) {
      case JSON -> new JsonLines<>(reader);
      case CSV -> new CsvLineParser<>(topic.type(), reader, options);
      case TEXT -> {
        if (topic.type() != String.class) {
          throw new IllegalArgumentException(
              "lines of text are strings: topic="
                  + topic
                  + ", type="
                  + topic.type().getTypeName()
                  + "; make it a Topic<String> or read JSON or CSV");
        }
        yield (LineParser<T>) (LineParser<String>) LineParser::decode;
      }
    };
  }

  /** The first newline, or {@link #OPEN}. */
  static int newline(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return OPEN;
  }

  /** The text of bytes that must be UTF-8. */
  static String decode(byte[] bytes, int from, int to) throws MalformedLine {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) { // either written like that or put in for what is no UTF-8
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      } catch (CharacterCodingException e) {
        throw new MalformedLine("not UTF-8");
      }
    }
    return text;
  }

  /** Lines of JSON. */
  record JsonLines<T>(ObjectReader reader) implements LineParser<T> {
    @Override
    public boolean isEmpty(byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
          return false;
        }
      }
      return true;
    }

    @Override
    public T parse(byte[] bytes, int from, int to) throws MalformedLine {
      T value;
      try {
        value = reader.readValue(bytes, from, to - from);
      } catch (JsonProcessingException e) {
        throw new MalformedLine(JsonValues.problem(e));
      } catch (IOException e) {
        throw new MalformedLine(String.valueOf(e.getMessage()));
      }
      if (value == null) {
        throw new MalformedLine("null is no value");
      }
      return value;
    }
  }
}
