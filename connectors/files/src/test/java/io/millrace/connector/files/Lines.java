package io.millrace.connector.files;

import io.millrace.functions.Topic;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Collects what a reader hands over, and writes the files it reads. */
final class Lines<T> implements SourceOutput<T> {

  /** One record or malformed line; of these, one of {@code value} and {@code problem} is null. */
  record Item<T>(T value, long nextPosition, String where, String text, String problem) {}

  final List<Item<T>> items = new ArrayList<>();

  @Override
  public void record(T value, long nextPosition) {
    items.add(new Item<>(value, nextPosition, null, null, null));
  }

  @Override
  public void malformed(long nextPosition, String where, String text, String problem) {
    items.add(new Item<>(null, nextPosition, where, text, problem));
  }

  List<T> values() {
    return items.stream().map(Item::value).toList();
  }

  /** Reads until there is no more now, a few items at a time. */
  ReadStatus drain(SplitReader<T> reader) throws Exception {
    ReadStatus status = ReadStatus.MORE;
    while (status == ReadStatus.MORE) {
      status = reader.read(this, 3);
    }
    return status;
  }

  /** All items of a bounded split from a position on. */
  static <T> List<Item<T>> read(Source<T> source, Topic<T> topic, String split, long position)
      throws Exception {
    Lines<T> lines = new Lines<>();
    try (SplitReader<T> reader = source.open(new SplitStart<>(topic, split, position))) {
      lines.drain(reader);
    }
    return lines.items;
  }

  /** All items of the one split of a bounded source. */
  static <T> List<Item<T>> read(Source<T> source, Topic<T> topic) throws Exception {
    return read(source, topic, source.splits().get(0), 0);
  }

  static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Writes text, compressed if the name says so. */
  static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Format.isGz(file.toString())) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
        out.write(bytes);
      }
      bytes = zipped.toByteArray();
    }
    Files.write(file, bytes);
  }
}
