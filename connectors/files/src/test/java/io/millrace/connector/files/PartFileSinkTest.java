package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileSinkTest {
  private static final Topic<Integer> NUMBERS = Topic.of("numbers", Integer.class);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void name() {
    out = folder.resolve("out");
  }

  private SinkWriter<Integer> open(Duration every, long bytes) throws Exception {
    PartFileSink<Integer> sink =
        FileSink.jsonLines(out.toString()).<Integer>parts().<Integer>every(every).bytes(bytes);
    return sink.open(new SinkStart<>("numbers", NUMBERS, 1));
  }

  private static void write(SinkWriter<Integer> writer, int number) throws Exception {
    writer.write(0, number, new StreamRecord<>(NUMBERS, number, 0));
  }

  private static void commit(SinkWriter<Integer> writer, int next) throws Exception {
    writer.commit(List.of(new SinkPosition(0, next)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private List<Integer> seen() throws IOException {
    List<Integer> seen = new ArrayList<>();
    for (String name : names()) {
      Files.readAllLines(out.resolve(name)).forEach(line -> seen.add(Integer.valueOf(line)));
    }
    return seen;
  }

  @Test
  void shouldShowAPartWhenItIsCompleteAndNotBefore() throws Exception {
    try (SinkWriter<Integer> writer = open(NEVER, 4)) {
      write(writer, 0);
      commit(writer, 1);
      assertThat(names()).isEmpty();
      write(writer, 1);
      commit(writer, 2);
      assertThat(names()).containsExactly("part-00000000.jsonl");
      write(writer, 2);
      commit(writer, 3);
      assertThat(seen()).containsExactly(0, 1);
    }
    assertThat(names()).containsExactly("part-00000000.jsonl", "part-00000001.jsonl");
    assertThat(seen()).containsExactly(0, 1, 2);
  }

  @Test
  void shouldTakeBackPartsIfTheApplicationWasRewound() throws Exception {
    String mark;
    try (SinkWriter<Integer> writer = open(NEVER, 4)) {
      write(writer, 0);
      commit(writer, 1);
      mark = writer.mark().orElseThrow();
      for (int number = 1; number < 7; number++) {
        write(writer, number);
        commit(writer, number + 1);
      }
      assertThat(names()).hasSize(3);
    }
    try (SinkWriter<Integer> writer = open(NEVER, 4)) {
      writer.goBack(mark, List.of(new SinkPosition(0, 1)));
      assertThat(writer.committed()).contains(List.of(new SinkPosition(0, 1)));
      assertThat(names()).isEmpty();
    }
    try (SinkWriter<Integer> writer = open(NEVER, 4)) {
      assertThat(writer.committed()).contains(List.of(new SinkPosition(0, 1)));
      for (int number = 10; number < 13; number++) {
        write(writer, number);
        commit(writer, number + 1);
      }
    }
    assertThat(seen()).containsExactly(0, 10, 11, 12);
  }

  @Test
  void shouldSayWhichPartIsMissingToGoBackInto() throws Exception {
    try (SinkWriter<Integer> writer = open(NEVER, 4)) {
      write(writer, 0);
      commit(writer, 1);
      String mark = writer.mark().orElseThrow();
      write(writer, 1);
      commit(writer, 2);
      Files.delete(out.resolve("part-00000000.jsonl"));
      assertThatThrownBy(() -> writer.goBack(mark, List.of(new SinkPosition(0, 1))))
          .hasMessageContaining("part was moved away")
          .hasMessageContaining("part-00000000.jsonl");
    }
  }

  @Test
  void shouldCompleteAPartThatIsOldEnoughButNoEmptyOne() throws Exception {
    try (SinkWriter<Integer> writer = open(Duration.ZERO, 1 << 20)) {
      commit(writer, 1);
      write(writer, 1);
      commit(writer, 2);
      commit(writer, 3);
      assertThat(names()).containsExactly("part-00000000.jsonl");
      assertThat(writer.committed()).contains(List.of(new SinkPosition(0, 3)));
    }
    assertThat(names()).containsExactly("part-00000000.jsonl");
    try (SinkWriter<Integer> writer = open(Duration.ZERO, 1 << 20)) {
      assertThat(writer.committed()).contains(List.of(new SinkPosition(0, 3)));
    }
  }

  @Test
  void shouldNotShowWhatWasNotCommitted() throws Exception {
    try (SinkWriter<Integer> writer = open(NEVER, 1 << 20)) {
      write(writer, 0);
      commit(writer, 1);
      write(writer, 1);
    }
    assertThat(names()).isEmpty();
    try (SinkWriter<Integer> writer = open(NEVER, 1 << 20)) {
      assertThat(writer.committed()).contains(List.of(new SinkPosition(0, 1)));
      write(writer, 1);
      commit(writer, 2);
    }
    assertThat(seen()).containsExactly(0, 1);
  }

  @Test
  void shouldGoOnAfterACrashBeforeTheFirstCommit() throws Exception {
    for (int written : new int[] {0, 100_000}) {
      try (SinkWriter<Integer> writer = open(NEVER, 1 << 20)) {
        for (int number = 0; number < written; number++) {
          write(writer, number);
        }
      }
      // positions that were being written
      Files.writeString(out.resolve(".part-00000000.jsonl.positions.tmp"), "mill");
    }
    assertThat(out.resolve(".part-00000000.jsonl")).isNotEmptyFile();
    try (SinkWriter<Integer> writer = open(NEVER, 1 << 20)) {
      assertThat(writer.committed()).contains(List.of(SinkPosition.START));
      write(writer, 0);
      commit(writer, 1);
    }
    assertThat(seen()).containsExactly(0);
  }

  @Test
  void shouldHaveEachRecordOnceWhereverItIsInterrupted() throws Exception {
    int interruptions = 0;
    for (int afterCommits = 1; afterCommits <= 6; afterCommits++) {
      for (int step = 0; step < 3; step++) {
        delete();
        SinkWriter<Integer> writer = open(NEVER, 4);
        for (int number = 0; number < afterCommits; number++) {
          write(writer, number);
          commit(writer, number + 1);
        }
        Path copy = copyAsIf(step);
        writer.close();
        delete();
        Files.move(copy, out);
        int from;
        try (SinkWriter<Integer> again = open(NEVER, 4)) {
          from = (int) again.committed().orElseThrow().get(0).offset();
          for (int number = from; number < 10; number++) {
            write(again, number);
            commit(again, number + 1);
          }
        }
        assertThat(from).isEqualTo(afterCommits);
        assertThat(seen())
            .as("commits=%d, step=%d", afterCommits, step)
            .isEqualTo(IntStream.range(0, 10).boxed().toList());
        interruptions++;
      }
    }
    assertThat(interruptions).isEqualTo(18);
  }

  /**
   * A copy of the directory as a crash would have left it: now (0), or in the completion of the
   * last part, before it got its name (1), or before its positions were deleted (2).
   */
  private Path copyAsIf(int step) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".lock")).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    List<String> names = names();
    if (step > 0 && !names.isEmpty()) {
      String last = names.get(names.size() - 1);
      if (step == 1) {
        Files.move(copy.resolve(last), copy.resolve("." + last));
      }
      new CommittedPositions(4, List.of(new SinkPosition(0, 1)))
          .write(copy.resolve("." + last + ".positions"), false);
    }
    return copy;
  }

  private void delete() throws IOException {
    if (Files.exists(out)) {
      try (Stream<Path> files = Files.walk(out)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void shouldGiveEachCsvPartItsHeader() throws Exception {
    record Sale(String item, int count) {}
    Topic<Sale> sales = Topic.of("sales", Sale.class);
    PartFileSink<Sale> sink = FileSink.csv(out.toString()).<Sale>parts().bytes(1);
    try (SinkWriter<Sale> writer = sink.open(new SinkStart<>("sales", sales, 1))) {
      for (int i = 0; i < 2; i++) {
        writer.write(0, i, new StreamRecord<>(sales, new Sale("a", i), 0));
        writer.commit(List.of(new SinkPosition(0, i + 1)));
      }
    }
    assertThat(Files.readAllLines(out.resolve("part-00000001.csv")))
        .containsExactly("item,count", "a,1");
  }

  @Test
  void shouldRefuseWhatIsNotItsOwn() throws Exception {
    Files.createDirectories(out);
    Files.writeString(out.resolve("part-00000007.jsonl"), "7\n");
    assertThatThrownBy(() -> open(NEVER, 1).close())
        .hasMessageContaining("part-00000007.jsonl", "another directory");
    delete();
    Files.writeString(out, "a file");
    assertThatThrownBy(() -> open(NEVER, 1).close()).hasMessageContaining("is a file");
  }

  @Test
  void shouldNotShareItsDirectory() throws Exception {
    try (SinkWriter<Integer> first = open(NEVER, 1)) {
      assertThat(first.committed()).isPresent();
      assertThatThrownBy(() -> open(NEVER, 1).close()).hasMessageContaining("another sink");
    }
  }
}
