package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connector.files.Lines.Item;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {
  record Claim(String userId, int amount) {}

  private static final Topic<Claim> CLAIMS = Topic.of("claims", Claim.class);
  private static final Topic<String> TEXT = Topic.of("text", String.class);

  @TempDir Path folder;

  @Test
  void shouldReadJsonLinesAsRecords() throws Exception {
    Path file = folder.resolve("claims.jsonl");
    Lines.write(
        file,
        "\uFEFF{\"userId\":\"a\",\"amount\":1,\"more\":[1]}\r\n\n  \n{\"amount\":\"2\"}\n"
            + "{\"userId\":\"ü\",\"amount\":3}");

    List<Item<Claim>> items = Lines.read(FileSource.jsonLines(file.toString()), CLAIMS);

    assertThat(items.stream().map(Item::value))
        .containsExactly(new Claim("a", 1), new Claim(null, 2), new Claim("ü", 3));
    assertThat(items.get(2).nextPosition()).isEqualTo(Files.size(file));
  }

  @Test
  void shouldSayWhereTheValueStandsThatWasHandedOverLast() throws Exception {
    Path file = folder.resolve("claims.jsonl");
    Lines.write(
        file,
        """
        {"userId":"a","amount":1}

        {"userId":"b","amount":2}
        {"userId":
        {"userId":"c","amount":3}
        """);
    Source<Claim> source = FileSource.jsonLines(file.toString());
    List<String> places = new ArrayList<>();

    try (SplitReader<Claim> reader =
        source.open(new SplitStart<>(CLAIMS, source.splits().get(0), 0))) {
      reader.read(
          new SourceOutput<>() {
            @Override
            public void record(Claim value, long nextPosition) {
              try {
                places.add(value.userId() + " " + reader.where().orElseThrow());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }

            @Override
            public void malformed(long nextPosition, String where, String text, String problem) {
              places.add("malformed " + where);
            }
          },
          10);
    }

    assertThat(places)
        .containsExactly(
            "a " + file + ":1", "b " + file + ":3", "malformed " + file + ":4", "c " + file + ":5");
  }

  @Test
  void shouldSayWhereAndWhyALineIsMalformed() throws Exception {
    Path file = folder.resolve("claims.jsonl");
    Lines.write(
        file,
        """
        {"userId":"a","amount":1}

        {"userId":"b"}
        {"userId":"c","amount":1.5}
        {"userId":"d","amount":"x"}
        {"userId":"e","amount":1} trailing
        {"userId":
        null
        {"userId":"f","amount":7,"more":1}
        """);

    List<Item<Claim>> items = Lines.read(FileSource.jsonLines(file.toString()), CLAIMS);

    assertThat(items).hasSize(8);
    assertThat(items.get(1).where()).isEqualTo(file + ":3");
    assertThat(items.get(1).text()).isEqualTo("{\"userId\":\"b\"}");
    assertThat(items.get(1).problem()).contains("field=amount").contains("int");
    assertThat(items.get(2).problem()).contains("field=amount");
    assertThat(items.get(3).problem()).contains("field=amount").contains("value=x");
    assertThat(items.get(4).problem()).contains("trailing");
    assertThat(items.get(5).where()).isEqualTo(file + ":7");
    assertThat(items.get(6).where()).isEqualTo(file + ":8");
    assertThat(items.get(7).value()).isEqualTo(new Claim("f", 7));

    Source<Claim> strict = FileSource.jsonLines(file.toString()).strict();
    assertThat(Lines.read(strict, CLAIMS).get(7).problem()).contains("unknown field: field=more");
  }

  @Test
  void shouldNumberLinesRightAfterAResume() throws Exception {
    Path file = folder.resolve("text.jsonl");
    Lines.write(file, "1\n2\n\n4\nbad\n6\nbad\n");
    Topic<Integer> numbers = Topic.of("numbers", Integer.class);
    Source<Integer> source = FileSource.jsonLines(file.toString());

    List<Item<Integer>> items = Lines.read(source, numbers, "text.jsonl", 4);

    assertThat(items.stream().map(Item::where))
        .containsExactly(null, file + ":5", null, file + ":7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"in.csv", "in.csv.gz", "in.jsonl", "in.jsonl.gz", "in.txt", "in.txt.gz"})
  void shouldResumeAtEveryPosition(String name) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Path file = folder.resolve(name);
      Lines.write(file, randomText(random, name));
      ReadOptions options =
          ReadOptions.of(Format.ofFile(name))
              .withMaxLineBytes(random.nextInt(20, 60))
              .withColumns(random.nextBoolean() ? List.of("value") : null);
      Source<String> source = new FileSource<>(file, options, false);
      List<Item<String>> all = Lines.read(source, TEXT);
      for (int i = 0; i < all.size(); i++) {
        assertThat(Lines.read(source, TEXT, name, all.get(i).nextPosition()))
            .as("seed=%d, round=%d, item=%d", seed, round, i)
            .isEqualTo(all.subList(i + 1, all.size()));
      }
      assertThat(all.stream().mapToLong(Item::nextPosition)).isSorted().doesNotHaveDuplicates();
    }
  }

  private static String randomText(Random random, String name) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "").append("value\n");
    String[] pieces =
        name.contains("csv")
            ? new String[] {
              "a", "\"a b\"", "\"x\ny\"", "\"", "\n", "\r\n", "ü", "\"\"", "long long"
            }
            : new String[] {"\"a\"", "\"b", "12", "\n", "\r\n", "\n\n", "ü", "very long indeed "};
    for (int i = random.nextInt(80); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
      if (random.nextInt(3) == 0) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  @Test
  void shouldReadLinesLargerThanTheBuffer() throws Exception {
    Path file = folder.resolve("in.txt");
    String large = "x".repeat(700_000);
    Lines.write(file, "a\n" + large + "\r\nb\n" + "y".repeat(3 << 20) + "\nc\n" + large);

    List<Item<String>> items = Lines.read(FileSource.text(file.toString()), TEXT);

    assertThat(items.stream().map(Item::value)).containsExactly("a", large, "b", null, "c", large);
    assertThat(items.get(3).where()).isEqualTo(file + ":4");
    assertThat(items.get(3).text()).startsWith("yyy").hasSizeLessThan(300);
    assertThat(items.get(3).problem()).isEqualTo("line is longer than 1048576 bytes");
    assertThat(
            Lines.read(
                FileSource.text(file.toString()), TEXT, "in.txt", items.get(3).nextPosition()))
        .isEqualTo(items.subList(4, 6));
  }

  @Test
  void shouldRefuseBytesThatAreNotUtf8() throws Exception {
    Path file = folder.resolve("in.txt");
    Files.write(file, new byte[] {'a', '\n', (byte) 0xC3, '\n', 'b', '\n'});

    List<Item<String>> items = Lines.read(FileSource.text(file.toString()), TEXT);

    assertThat(items.get(1).problem()).isEqualTo("not UTF-8");
    assertThat(items.get(2).value()).isEqualTo("b");
  }

  @Test
  void shouldReadTheFilesOfADirectoryInOrderOfTheirNames() throws Exception {
    Files.createDirectories(folder.resolve("b/.hidden"));
    for (String name :
        List.of(
            "c.txt", "a.txt", "b/1.txt", ".x.txt", "d.txt.tmp", "b/.hidden/2.txt", "e.positions")) {
      Lines.write(folder.resolve(name), name);
    }
    Source<String> source = FileSource.text("dir:" + folder + "/");

    assertThat(source.splits()).containsExactly("a.txt", "b/1.txt", "c.txt");
    assertThat(Lines.read(source, TEXT, "b/1.txt", 0).get(0).value()).isEqualTo("b/1.txt");
  }

  @Test
  void shouldRefuseInputThatIsNotThere() {
    assertThatThrownBy(FileSource.text(folder.resolve("none.txt").toString())::splits)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.txt: input not found");
    assertThatThrownBy(() -> FileSource.text("http://host/x")).hasMessageContaining("not a file");
  }

  @Test
  void shouldTellItsProgress() throws Exception {
    Path file = folder.resolve("in.txt");
    Lines.write(file, ("x".repeat(99) + "\n").repeat(10_000));
    Lines<String> lines = new Lines<>();
    Source<String> source = FileSource.text(file.toString());
    try (SplitReader<String> reader = source.open(new SplitStart<>(TEXT, "in.txt", 0))) {
      reader.read(lines, 5_000);
      assertThat(reader.progress()).isBetween(0.49, 0.99);
      assertThat(lines.drain(reader)).isEqualTo(ReadStatus.END);
      assertThat(reader.progress()).isEqualTo(1);
      assertThat(reader.read(lines, 1)).isEqualTo(ReadStatus.END);
    }
    assertThat(lines.items).hasSize(10_000);
  }

  @Test
  void shouldRefuseAPositionInsideALine() throws Exception {
    Path file = folder.resolve("in.txt");
    Lines.write(file, "abc\ndef\n");
    Source<String> source = FileSource.text(file.toString());

    assertThatThrownBy(() -> Lines.read(source, TEXT, "in.txt", 6))
        .hasMessageContaining("position is inside a line: file=" + file + ", position=6");
    assertThatThrownBy(() -> Lines.read(source, TEXT, "in.txt", 9))
        .hasMessageContaining("shorter than what was read of it: file=" + file + ", position=9");
  }

  @Test
  void shouldGoOnBehindALastLineThatGotItsNewlineLater() throws Exception {
    Path file = folder.resolve("in.txt");
    Lines.write(file, "abc\ndef");
    Source<String> source = FileSource.text(file.toString());
    long end = Lines.read(source, TEXT).get(1).nextPosition();
    Lines.append(file, "\nghi\n");

    assertThat(Lines.read(source, TEXT, "in.txt", end).get(0).value()).isEqualTo("ghi");
  }

  @Test
  void shouldRefuseADamagedCompressedFile() throws Exception {
    Path file = folder.resolve("in.txt.gz");
    Lines.write(file, "abc\n".repeat(1000));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 9));

    assertThatThrownBy(() -> Lines.read(FileSource.text(file.toString()), TEXT))
        .hasMessageContaining("compressed file is incomplete or damaged: file=" + file);
  }
}
