package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.Topic;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowTest {
  private static final Topic<String> TEXT = Topic.of("text", String.class);

  @TempDir Path folder;
  private final Lines<String> lines = new Lines<>();
  private Path file;

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("in.log");
    Lines.append(file, "");
  }

  private SplitReader<String> open(long position) throws Exception {
    Source<String> source = FileSource.text(file.toString()).follow();
    assertThat(source.bounded()).isFalse();
    return source.open(new SplitStart<>(TEXT, "in.log", position));
  }

  @Test
  void shouldReadOnAsTheFileGrows() throws Exception {
    try (SplitReader<String> reader = open(0)) {
      assertThat(lines.drain(reader)).isEqualTo(ReadStatus.IDLE);
      for (String piece : new String[] {"\uFEFFa\nb", "b", "\n", "c\r", "\nd"}) {
        Lines.append(file, piece);
        assertThat(lines.drain(reader)).isEqualTo(ReadStatus.IDLE);
      }
      assertThat(lines.values()).containsExactly("a", "bb", "c");
      assertThat(reader.progress()).isNegative();
    }
    Lines.append(file, "d\n");
    try (SplitReader<String> reader = open(lines.items.get(1).nextPosition())) {
      lines.drain(reader);
    }
    assertThat(lines.values()).containsExactly("a", "bb", "c", "c", "dd");
  }

  @Test
  void shouldWaitForTheHeaderOfCsv() throws Exception {
    record Row(String name, int count) {}
    Topic<Row> rows = Topic.of("rows", Row.class);
    Lines<Row> out = new Lines<>();
    Source<Row> source = FileSource.csv(file.toString()).follow();
    try (SplitReader<Row> reader = source.open(new SplitStart<>(rows, "in.log", 0))) {
      for (String piece : new String[] {"na", "me,count\n\"x", "\ny\",3", "\n"}) {
        assertThat(out.items).isEmpty();
        Lines.append(file, piece);
        out.drain(reader);
      }
    }
    assertThat(out.values()).containsExactly(new Row("x\ny", 3));
  }

  @Test
  void shouldFindTheSameLinesHoweverTheFileGrows() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String text = "";
      for (int i = 0; i < 60; i++) {
        text += new String[] {"\"", "a b", "\n", "longer than most", "\r\n"}[random.nextInt(5)];
      }
      file = folder.resolve("round-" + round);
      Source<String> source =
          FileSource.csv(file.toString()).columns("x").maxLineBytes(20).follow();
      Lines<String> pieceWise = new Lines<>();
      Lines.append(file, "");
      try (SplitReader<String> reader = source.open(new SplitStart<>(TEXT, "x", 0))) {
        for (int from = 0; from < text.length(); ) {
          int to = Math.min(text.length(), from + 1 + random.nextInt(40));
          Lines.append(file, text.substring(from, to));
          pieceWise.drain(reader);
          from = to;
        }
      }
      Lines<String> whole = new Lines<>();
      try (SplitReader<String> reader = source.open(new SplitStart<>(TEXT, "x", 0))) {
        whole.drain(reader);
      }
      assertThat(pieceWise.items).as("seed=%d, round=%d", seed, round).isEqualTo(whole.items);
    }
  }

  @Test
  void shouldRefuseToGoOnInAFileThatWasCut() throws Exception {
    Lines.append(file, "abc\ndef\n");
    try (SplitReader<String> reader = open(0)) {
      lines.drain(reader);
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(4);
      }
      assertThatThrownBy(() -> lines.drain(reader))
          .hasMessageContaining("file=" + file + ", position=8, size=4");
    }
  }

  @Test
  void shouldReadARenamedFileToItsEndAndRefuseItsReplacement() throws Exception {
    Lines.append(file, "abc\n");
    try (SplitReader<String> reader = open(0)) {
      lines.drain(reader);
      Path renamed = Files.move(file, folder.resolve("in.log.1"));
      Lines.append(renamed, "def\n");
      lines.drain(reader);
      assertThat(lines.values()).containsExactly("abc", "def");
      Lines.append(file, "new\n");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  lines.drain(reader);
                }
              })
          .hasMessageContaining("file was replaced while it was followed: file=" + file);
    }
  }

  @Test
  void shouldTakeUpNewFilesOfADirectory() throws Exception {
    Source<String> source = FileSource.text(folder.toString()).follow();
    assertThat(source.splits()).containsExactly("in.log");
    Lines.write(folder.resolve("z.txt.gz.tmp"), "");
    Lines.write(folder.resolve("a.txt.gz"), "zipped\n");
    assertThat(source.splits()).containsExactly("a.txt.gz", "in.log");
    try (SplitReader<String> reader = source.open(new SplitStart<>(TEXT, "a.txt.gz", 0))) {
      assertThat(lines.drain(reader)).isEqualTo(ReadStatus.END);
    }
    assertThat(lines.values()).containsExactly("zipped");
  }
}
