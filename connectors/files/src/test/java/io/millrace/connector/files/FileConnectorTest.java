package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.Topic;
import io.millrace.functions.connect.Connector;
import io.millrace.functions.connect.Source;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileConnectorTest {
  private static final Topic<Map<String, String>> MAPS =
      Topic.of("maps", new io.millrace.functions.TypeRef<Map<String, String>>() {});

  private final FileConnector connector = new FileConnector();

  @TempDir Path folder;

  @Test
  void shouldBeFoundAsAService() {
    assertThat(ServiceLoader.load(Connector.class))
        .anySatisfy(found -> assertThat(found.schemes()).contains("file", "dir", "stdout"));
  }

  @Test
  void shouldTakeOptionsFromTheAddressOrBesideIt() throws Exception {
    Lines.write(folder.resolve("a b.csv"), "1;2\n");
    String address = "file:" + folder + "/a%20b.csv";
    Source<Map<String, String>> inside =
        connector.source(URI.create(address + "?delimiter=;&columns=x,y"), Map.of());
    Source<Map<String, String>> beside =
        connector.source(URI.create(address), Map.of("delimiter", ";", "columns", "x,y"));

    assertThat(Lines.read(inside, MAPS).get(0).value()).isEqualTo(Map.of("x", "1", "y", "2"));
    assertThat(Lines.read(beside, MAPS)).isEqualTo(Lines.read(inside, MAPS));
  }

  @Test
  void shouldTellTheFormatOfEachFileOfADirectoryByItsName() throws Exception {
    Lines.write(folder.resolve("a.csv"), "x\n1\n");
    Lines.write(folder.resolve("b.jsonl.gz"), "{\"x\":2}\n");
    Source<Map<String, String>> source =
        connector.source(URI.create("dir:" + folder + "?follow=true"), Map.of());

    assertThat(source.bounded()).isFalse();
    assertThat(source.splits()).containsExactly("a.csv", "b.jsonl.gz");
    assertThat(Lines.read(source, MAPS, "b.jsonl.gz", 0).get(0).value())
        .isEqualTo(Map.of("x", "2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          file:x.jsonl?folow=true    | option unknown: option=folow
          file:x.jsonl?follow=maybe  | follow=maybe
          file:x.csv?delimiter=ab    | delimiter=ab
          file:x.dat                 | format unknown: file=x.dat
          file:x.dat?format=xml      | format unknown: format=xml
          file:x.txt?maxLineBytes=a  | maxLineBytes=a
          file:x.txt?maxLineBytes=0  | maxLineBytes=0
          file://host/x.txt          | address with a host
          stdout                     | stdout cannot be read
          http:x.txt                 | schemes known are [dir, file, stdout]
          """)
  void shouldRefuseWhatMakesNoSenseForASource(String address, String message) {
    assertThatThrownBy(() -> connector.source(URI.create(address), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          file:x.jsonl?follow=true | option unknown: option=follow
          dir:out?every=soon       | not a length of time
          dir:out?bytes=0          | at least 1
          file:x.jsonl.gz          | sinks write no compressed files
          file:x                   | format unknown: file=x
          stdout?sync=true         | option unknown: option=sync
          stdout:?sync=true        | option unknown: option=sync
          """)
  void shouldRefuseWhatMakesNoSenseForASink(String address, String message) {
    assertThatThrownBy(() -> connector.sink(URI.create(address), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldMakeSinks() {
    assertThat(connector.sink(URI.create("stdout"), Map.of("format", "text")))
        .isInstanceOf(StdoutSink.class);
    assertThat(connector.sink(URI.create("file:x.csv?sync=false"), Map.of()))
        .isInstanceOf(FileSink.class);
  }
}
