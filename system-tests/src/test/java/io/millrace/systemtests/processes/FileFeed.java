package io.millrace.systemtests.processes;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Lets a file grow by pieces that may end anywhere in a line. */
final class FileFeed extends Feed {
  private static final int MOST_AT_ONCE = 50;

  private final FileChannel file;
  private final Random random;

  FileFeed(Path file, Purchases purchases, long seed) throws IOException {
    super("file-feed", purchases, MOST_AT_ONCE);
    this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.random = new Random(seed);
  }

  @Override
  void hand(List<Purchase> next, long firstNumber) throws IOException {
    String lines = next.stream().map(Purchases::json).collect(Collectors.joining());
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + 1 + random.nextInt(end)));
      file.write(bytes);
    }
  }
}
