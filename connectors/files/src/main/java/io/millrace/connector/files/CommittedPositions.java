package io.millrace.connector.files;

import io.millrace.functions.connect.SinkPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What {@code FILE.positions} says; the format is written down in docs/formats/sink-positions.md.
 *
 * @param length bytes of the data file that are committed
 * @param positions one per partition
 */
record CommittedPositions(long length, List<SinkPosition> positions) {
  private static final String FIRST_LINE = "millrace sink positions, version 1";

  CommittedPositions {
    positions = List.copyOf(positions);
  }

  /** Reads the file. */
  static CommittedPositions read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int sumAt = text.lastIndexOf("crc32c ");
    if (!text.startsWith(FIRST_LINE + "\n")) {
      throw damaged(file, "it does not begin with \"" + FIRST_LINE + "\"");
    }
    if (sumAt < 0 || !text.substring(sumAt).equals(sumLine(text.substring(0, sumAt)))) {
      throw damaged(file, "its checksum is wrong");
    }
    try {
      return parse(text.substring(0, sumAt).split("\n"));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw damaged(file, "a line is not as it should be");
    }
  }

  private static CommittedPositions parse(String[] lines) {
    long length = Long.parseLong(lines[1].split(" ")[1]);
    List<SinkPosition> positions = new ArrayList<>();
    for (int i = 2; i < lines.length; i++) {
      String[] words = lines[i].split(" ");
      if (Integer.parseInt(words[1]) != positions.size()) {
        throw new NumberFormatException(lines[i]);
      }
      positions.add(new SinkPosition(Integer.parseInt(words[3]), Long.parseLong(words[5])));
    }
    return new CommittedPositions(length, positions);
  }

  private static IOException damaged(Path file, String why) {
    return new IOException(
        "positions of a sink cannot be read: file="
            + file
            + "; "
            + why
            + "; put back a copy of it and of the data file that belong together, or move both away"
            + " to have everything written again that the journals still hold");
  }

  /** Replaces the file in one step; with {@code sync}, waits until it is on disk. */
  void write(Path file, boolean sync) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (sync) {
        channel.force(false);
      }
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (sync) {
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    text.append("length ").append(length).append('\n');
    for (int i = 0; i < positions.size(); i++) {
      SinkPosition position = positions.get(i);
      text.append("partition ").append(i).append(" generation ").append(position.generation());
      text.append(" offset ").append(position.offset()).append('\n');
    }
    return text.append(sumLine(text.toString())).toString();
  }

  private static String sumLine(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return String.format("crc32c %08x%n", sum.getValue()).replace("\r", "");
  }
}
