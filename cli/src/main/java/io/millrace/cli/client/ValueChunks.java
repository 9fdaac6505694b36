package io.millrace.cli.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.cli.CommandFailedException;
import io.millrace.connector.files.JsonValues;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream of JSON values into bodies of requests, numbers untouched. An array at the top is a
 * body of its own: the server knows whether it is one value or many.
 */
public final class ValueChunks implements Closeable {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int CHUNK_VALUES = 5_000;

  private final JsonParser parser;
  private JsonToken token;
  private int count;

  public ValueChunks(InputStream in) throws IOException {
    parser = JsonValues.mapper().createParser(in);
    parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
  }

  /**
   * The next body, or null at the end.
   *
   * @throws CommandFailedException if this is no JSON; says where
   */
  public byte[] next() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    count = 0;
    try (JsonGenerator generator = JsonValues.mapper().createGenerator(body)) {
      generator.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
      if (token == null) {
        token = parser.nextToken();
      }
      while (token != null && count < CHUNK_VALUES && body.size() < CHUNK_BYTES) {
        boolean array = token == JsonToken.START_ARRAY;
        if (array && count > 0) {
          break;
        }
        generator.copyCurrentStructureExact(parser);
        generator.flush();
        count++;
        token = parser.nextToken();
        if (array) {
          break;
        }
      }
    } catch (JacksonException e) {
      throw new CommandFailedException(
          "not JSON: line="
              + e.getLocation().getLineNr()
              + ", column="
              + e.getLocation().getColumnNr()
              + "; "
              + JsonValues.problem(e)
              + "; a string stands in quotes: '\"text\"'",
          e);
    }
    return count == 0 ? null : body.toByteArray();
  }

  /** How many values the last body has; an array counts as one. */
  public int count() {
    return count;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
