package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does about a journal that is not as the process before left it. */
class CorruptJournalTest {
  private static final int LINES = 3000;

  @TempDir Path directory;

  private final Purchases purchases = new Purchases(1, "f", 30, 5);
  private final Oracle oracle = new Oracle();
  private LedgerSite site;

  @BeforeEach
  void runAndKill() throws IOException {
    site = LedgerSite.in(directory).withOnePartition();
    append(LINES);
    try (MillraceProcess process = site.start()) {
      process.await(() -> "all totals", () -> site.lines("totals.jsonl") >= LINES);
      process.kill();
    }
  }

  private void append(int lines) throws IOException {
    List<Purchase> more = Stream.generate(purchases::next).limit(lines).toList();
    more.forEach(oracle::accept);
    site.append(more);
  }

  private Path journal() throws IOException {
    try (Stream<Path> files = Files.walk(site.data().resolve("journals"))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
  }

  /**
   * Where the last entry ends. In front of each entry, at multiples of 4, is a word with its length
   * in the lower 30 bits.
   */
  private static int endOfEntries(byte[] file) {
    ByteBuffer content = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (content.getInt(at) != 0) {
      at = at + 4 + (content.getInt(at) & 0x3FFF_FFFF) + 3 & -4;
    }
    return at;
  }

  @Test
  void shouldRefuseAWrongByteAndNameFileAndOffset() throws IOException {
    Path file = journal();
    byte[] content = Files.readAllBytes(file);
    int end = endOfEntries(content);
    String text = new String(content, 0, end, StandardCharsets.ISO_8859_1);
    int[] users =
        Pattern.compile("f[0-9]").matcher(text).results().mapToInt(MatchResult::start).toArray();
    assertThat(users).hasSizeGreaterThan(LINES / 2);
    int place = users[users.length / 2]; // in the value of a record
    flip(file, place);
    for (int start = 0; start < 2; start++) {
      try (MillraceProcess process = site.start()) {
        assertThat(process.awaitExit()).as(process::output).isEqualTo(1);
        Matcher message =
            Pattern.compile("error: journal corrupt: file=(\\S+), byte=(\\d+), offset=(\\d+)")
                .matcher(process.output());
        assertThat(message.find()).as(process::output).isTrue();
        assertThat(message.group(1)).isEqualTo(file.toString());
        assertThat(Integer.parseInt(message.group(2))).isBetween(place - (1 << 20), place);
        assertThat(process.output()).contains("restore");
      }
    }
    // whoever restores it has lost nothing
    flip(file, place);
    goOn();
  }

  @Test
  void shouldCutAnEntryThatWasBeingWritten() throws IOException {
    Path file = journal();
    byte[] content = Files.readAllBytes(file);
    int end = endOfEntries(content);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(end);
      bytes.write(new byte[] {0, 2, 0, (byte) 0x80}); // a length, marked as not complete
      bytes.write(content, end / 2, 100);
    }
    assertThat(goOn()).contains("last entry left out, it was cut short: file=" + file);
  }

  private String goOn() throws IOException {
    try (MillraceProcess process = site.start()) {
      process.awaitAddress();
      append(200);
      Map<String, List<String>> expected = oracle.finish();
      site.awaitLines(process, expected);
      process.terminate();
      assertThat(process.awaitExit()).as(process::output).isZero();
      site.assertWritten(expected);
      return process.output();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int value = bytes.read();
      bytes.seek(at);
      bytes.write(value ^ 0x10);
    }
  }
}
