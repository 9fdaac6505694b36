package io.millrace.systemtests.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.mirror.MirrorFiles;
import io.millrace.storage.mirror.MirrorOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every place of a mirror promises. */
abstract class MirrorFilesContract {

  /** An empty mirror, the same for all of a test. */
  abstract MirrorFiles files() throws IOException;

  /** The same as another process sees it. */
  abstract MirrorFiles another() throws IOException;

  /** Deletes the root behind the back of all. */
  abstract void deleteRoot() throws IOException;

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String content(MirrorFiles files, String name) throws IOException {
    try (InputStream in = files.open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  static void write(MirrorOutput output, String text) throws IOException {
    output.write(bytes("<" + text + ">"), 1, text.length());
  }

  @Test
  void shouldReplaceASmallFileForAllToSee() throws IOException {
    MirrorFiles files = files();
    files.replace("a/1/manifest", bytes("former"));
    files.replace("a/1/manifest", bytes("one"));
    assertThat(another().read("a/1/manifest")).hasValue(bytes("one"));
    assertThat(another().list("a/1")).containsExactly("manifest");
  }

  @Test
  void shouldKnowNothingOfWhatIsNotThere() throws IOException {
    MirrorFiles files = files();
    assertThat(files.list("a/1")).isEmpty();
    assertThat(files.read("a/1/manifest")).isEmpty();
    files.delete("a/1");
    assertThatThrownBy(() -> content(files, "a/1/journal")).isInstanceOf(IOException.class);
  }

  @Test
  void shouldShowWhatWasFlushedThoughTheWriterHasNotClosed() throws IOException {
    MirrorOutput output = files().create("a/1/journal");
    write(output, "flushed");
    output.flush();
    assertThat(content(another(), "a/1/journal")).startsWith("flushed");
  }

  @Test
  void shouldKeepAllThatWasWrittenWhenAFileIsClosed() throws IOException {
    try (MirrorOutput output = files().create("a/1/journal")) {
      write(output, "one,");
      output.flush();
      write(output, "two,");
      output.flush();
      write(output, "three");
    }
    assertThat(content(another(), "a/1/journal")).isEqualTo("one,two,three");
  }

  @Test
  void shouldRefuseToMakeAFileThatIsThere() throws IOException {
    MirrorFiles files = files();
    files.create("a/1/journal").close();
    assertThatThrownBy(() -> files.create("a/1/journal")).isInstanceOf(IOException.class);
  }

  @Test
  void shouldDeleteAFileAndAFolderWithAllInIt() throws IOException {
    MirrorFiles files = files();
    files.replace("a/1/x", bytes("x"));
    files.replace("a/1/y", bytes("y"));
    files.replace("b/1/z", bytes("z"));
    files.delete("a/1/x");
    assertThat(another().list("a/1")).containsExactly("y");
    files.delete("a");
    assertThat(another().list("a/1")).isEmpty();
    assertThat(another().list("b/1")).containsExactly("z");
  }

  @Test
  void shouldNotTakeARootThatIsGoneForAnEmptyOne() throws IOException {
    MirrorFiles files = files();
    files.replace("a/1/x", bytes("x"));
    deleteRoot();
    assertThatThrownBy(() -> files.list("a/1")).hasMessageContaining("directory is not there");
    assertThatThrownBy(() -> files.read("a/1/x")).hasMessageContaining("directory is not there");
    assertThatThrownBy(() -> files.delete("a")).hasMessageContaining("directory is not there");
    assertThatThrownBy(() -> files.create("a/1/y")).hasMessageContaining("directory is not there");
    assertThatThrownBy(() -> files.replace("a/1/x", bytes("x")))
        .hasMessageContaining("directory is not there");
  }
}
