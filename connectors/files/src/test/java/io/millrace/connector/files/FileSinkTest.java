package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  record Alert(String user, Integer score) {}

  private static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class);

  @TempDir Path folder;
  private Path file;
  private Path positions;

  @BeforeEach
  void start() {
    file = folder.resolve("out/alerts.jsonl");
    positions = folder.resolve("out/alerts.jsonl.positions");
  }

  private SinkWriter<Alert> open() throws Exception {
    return open(FileSink.jsonLines(file.toString()));
  }

  private SinkWriter<Alert> open(Sink<Alert> sink) throws Exception {
    return sink.open(new SinkStart<>("alerts", ALERTS, 2));
  }

  private static void write(SinkWriter<Alert> writer, int partition, long offset) throws Exception {
    Alert alert = new Alert("u" + partition, (int) offset);
    writer.write(partition, offset, new StreamRecord<>(ALERTS, alert, 0));
  }

  private static List<SinkPosition> at(long first, long second) {
    return List.of(new SinkPosition(0, first), new SinkPosition(1, second));
  }

  @Test
  void shouldKeepLinesAndPositionsTogether() throws Exception {
    try (SinkWriter<Alert> writer = open()) {
      assertThat(writer.committed()).contains(List.of(SinkPosition.START, SinkPosition.START));
      write(writer, 0, 5);
      write(writer, 1, 7);
      writer.commit(at(6, 8));
      assertThat(writer.committed()).contains(at(6, 8));
    }
    try (SinkWriter<Alert> writer = open()) {
      assertThat(writer.committed()).contains(at(6, 8));
    }
    assertThat(file).hasContent("{\"user\":\"u0\",\"score\":5}\n{\"user\":\"u1\",\"score\":7}\n");
  }

  @Test
  void shouldCutOffWhatWasNotCommitted() throws Exception {
    try (SinkWriter<Alert> writer = open()) {
      write(writer, 0, 0);
      writer.commit(at(1, 0));
      for (int i = 1; i < 20_000; i++) {
        write(writer, 0, i);
      }
    }
    assertThat(Files.size(file)).isGreaterThan(100_000); // it was flushed, though not committed
    try (SinkWriter<Alert> writer = open()) {
      assertThat(writer.committed()).contains(at(1, 0));
      assertThat(file).hasContent("{\"user\":\"u0\",\"score\":0}\n");
      write(writer, 0, 1);
      writer.commit(at(2, 0));
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void shouldGoOnAfterACrashBeforeTheFirstCommit() throws Exception {
    try (SinkWriter<Alert> writer = open()) {
      for (int i = 0; i < 20_000; i++) {
        write(writer, 0, i);
      }
    }
    assertThat(Files.size(file)).isGreaterThan(100_000); // it was flushed, though never committed
    try (SinkWriter<Alert> writer = open()) {
      assertThat(writer.committed()).contains(List.of(SinkPosition.START, SinkPosition.START));
      write(writer, 0, 0);
      writer.commit(at(1, 0));
    }
    assertThat(file).hasContent("{\"user\":\"u0\",\"score\":0}\n");
  }

  @Test
  void shouldGoBackToAFormerCommit() throws Exception {
    String mark;
    try (SinkWriter<Alert> writer = open()) {
      write(writer, 0, 0);
      writer.commit(at(1, 0));
      mark = writer.mark().orElseThrow();
      write(writer, 0, 1);
      writer.commit(at(2, 0));
      write(writer, 0, 2);
    }
    try (SinkWriter<Alert> writer = open()) {
      writer.goBack(mark, at(1, 0));
      assertThat(writer.committed()).contains(at(1, 0));
      assertThat(file).hasContent("{\"user\":\"u0\",\"score\":0}\n");
    }
    try (SinkWriter<Alert> writer = open()) {
      assertThat(writer.committed()).contains(at(1, 0));
      write(writer, 1, 9);
      writer.commit(at(1, 10));
      String later = writer.mark().orElseThrow();
      writer.goBack(mark, at(1, 0));
      assertThatThrownBy(() -> writer.goBack(later, at(1, 10)))
          .hasMessageContaining("shorter than at a former commit");
    }
  }

  @Test
  void shouldWriteTheHeaderAgainIfItWentBackToTheBeginning() throws Exception {
    Sink<Alert> csv = FileSink.csv(file.toString());
    try (SinkWriter<Alert> writer = open(csv)) {
      String mark = writer.mark().orElseThrow();
      write(writer, 0, 0);
      writer.commit(at(1, 0));
      writer.goBack(mark, at(0, 0));
      write(writer, 0, 3);
      writer.commit(at(4, 0));
    }
    assertThat(file).hasContent("user,score\nu0,3\n");
  }

  @Test
  void shouldSurviveACrashAnywhereInACommit() throws Exception {
    byte[] oldPositions;
    byte[] newPositions;
    try (SinkWriter<Alert> writer = open()) {
      write(writer, 0, 0);
      writer.commit(at(1, 0));
      oldPositions = Files.readAllBytes(positions);
      write(writer, 0, 1);
      writer.commit(at(2, 0));
      newPositions = Files.readAllBytes(positions);
    }
    byte[] newData = Files.readAllBytes(file);

    // The data is there, the new positions are not, or only a part of them under the other name.
    for (int length = 0; length <= newPositions.length; length += 7) {
      Files.write(file, newData);
      Files.write(positions, oldPositions);
      Files.write(
          folder.resolve("out/alerts.jsonl.positions.tmp"),
          java.util.Arrays.copyOf(newPositions, length));
      try (SinkWriter<Alert> writer = open()) {
        assertThat(writer.committed()).contains(at(1, 0));
        write(writer, 0, 1);
        writer.commit(at(2, 0));
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(newData);
      assertThat(Files.readAllBytes(positions)).isEqualTo(newPositions);
    }
  }

  @Test
  void shouldWriteEachRecordOnceThroughRandomCrashes() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      expected.add("{\"user\":\"u0\",\"score\":" + i + "}");
    }
    long done = 0;
    while (done < 300) {
      try (SinkWriter<Alert> writer = open(FileSink.jsonLines(file.toString()).withoutSync())) {
        long offset = writer.committed().orElseThrow().get(0).offset();
        while (offset < 300 && random.nextInt(15) > 0) {
          write(writer, 0, offset++);
          if (random.nextInt(4) == 0) {
            writer.commit(at(offset, 0));
            done = offset;
          }
        }
      }
    }
    assertThat(Files.readAllLines(file)).as("seed=%d", seed).isEqualTo(expected);
  }

  @Test
  void shouldRefuseAFileThatIsNotItsOwn() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "precious\n");

    assertThatThrownBy(this::open)
        .hasMessageContaining("file is not this sink's: file=" + file)
        .hasMessageContaining(positions.toString());
    assertThat(file).hasContent("precious\n");

    Files.writeString(file, "");
    open().close();
  }

  @Test
  void shouldRefuseAFileShorterThanCommitted() throws Exception {
    try (SinkWriter<Alert> writer = open()) {
      write(writer, 0, 0);
      writer.commit(at(1, 0));
    }
    Files.writeString(file, "{}\n");

    assertThatThrownBy(this::open)
        .hasMessageContaining("file is shorter than what was committed: file=" + file)
        .hasMessageContaining("size=3, committed=24 in " + positions);
  }

  @Test
  void shouldRefusePositionsThatWereDamagedOrAreOfOtherPartitions() throws Exception {
    try (SinkWriter<Alert> writer = open()) {
      write(writer, 0, 0);
      writer.commit(at(1, 0));
    }
    assertThatThrownBy(
            () ->
                FileSink.<Alert>jsonLines(file.toString())
                    .open(new SinkStart<>("alerts", ALERTS, 3)))
        .hasMessageContaining("partitions=2, now=3");
    byte[] good = Files.readAllBytes(positions);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(positions, bad);
      assertThatThrownBy(this::open).hasMessageContaining("positions of a sink cannot be read");
      Files.write(positions, java.util.Arrays.copyOf(good, i));
      assertThatThrownBy(this::open).hasMessageContaining("positions of a sink cannot be read");
    }
  }

  @Test
  void shouldReadPositionsOfVersion1() throws Exception {
    Files.createDirectories(file.getParent());
    try (var fixture = getClass().getResourceAsStream("/sink-positions-1.txt")) {
      Files.copy(fixture, positions);
    }
    Files.writeString(file, "{\"user\":\"u0\",\"score\":0}\nuncommitted");

    try (SinkWriter<Alert> writer = open()) {
      assertThat(writer.committed()).contains(at(1, 0));
    }
    assertThat(Files.size(file)).isEqualTo(24);
  }

  @Test
  void shouldRefuseASecondWriter() throws Exception {
    try (SinkWriter<Alert> first = open()) {
      assertThatThrownBy(this::open)
          .hasMessageContaining("file is being written by another sink: file=" + file);
      write(first, 0, 0);
      first.commit(at(1, 0));
    }
    open().close();
  }

  @Test
  void shouldWriteCsvThatReadsBackTheSame() throws Exception {
    file = folder.resolve("alerts.csv");
    Sink<Alert> sink = FileSink.csv(file.toString());
    List<Alert> alerts =
        List.of(new Alert("a,\"b\"\nc", 1), new Alert("", null), new Alert(null, 3));
    for (int i = 0; i < alerts.size(); i++) { // reopened each time: the header stands once
      try (SinkWriter<Alert> writer = open(sink)) {
        writer.write(0, i, new StreamRecord<>(ALERTS, alerts.get(i), 0));
        writer.commit(at(i + 1, 0));
      }
    }
    assertThat(file).hasContent("user,score\n\"a,\"\"b\"\"\nc\",1\n\"\",\n,3\n");
    assertThat(Lines.read(FileSource.csv(file.toString()), ALERTS).stream().map(Lines.Item::value))
        .isEqualTo(alerts);
    assertThatThrownBy(() -> open(FileSink.csv(file.toString()).columns("score")))
        .hasMessageContaining("file has other columns")
        .hasMessageContaining("wanted=[score]");
  }

  @Test
  void shouldPrintLinesWhenCommitted() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Sink<Alert> sink =
        StdoutSink.jsonLines().to(new PrintStream(printed, false, StandardCharsets.UTF_8));
    try (SinkWriter<Alert> writer = open(sink)) {
      assertThat(writer.committed()).isEmpty();
      write(writer, 0, 1);
      writer.commit(at(2, 0));
      write(writer, 0, 2);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"user\":\"u0\",\"score\":1}\n");
  }

  @Test
  void shouldNameTheColumnsEvenIfNothingComes() throws Exception {
    file = folder.resolve("alerts.csv");
    try (SinkWriter<Alert> writer = open(FileSink.csv(file.toString()))) {
      writer.commit(at(0, 0));
      writer.commit(at(1, 0));
    }
    try (SinkWriter<Alert> writer = open(FileSink.csv(file.toString()))) {
      write(writer, 0, 1);
      writer.commit(at(2, 0));
    }
    assertThat(file).hasContent("user,score\nu0,1\n");
  }
}
