package io.millrace.systemtests.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.OpenToOthersException;
import io.millrace.storage.mirror.MirrorFiles;
import io.millrace.storage.mirror.MirrorOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  /** Lets others than the owner read a file. */
  abstract void openToOthers(String file) throws IOException;

  @Test
  void shouldLetOneOfManyMakeAFile() throws Exception {
    for (int round = 0; round < 5; round++) {
      String file = "terms/" + round + "/begun";
      List<CompletableFuture<Boolean>> tries = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        byte[] mine = bytes("by " + i);
        MirrorFiles files = another();
        tries.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return files.tryCreate(file, mine);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
      }
      List<Boolean> made = tries.stream().map(CompletableFuture::join).toList();
      assertThat(made).containsOnlyOnce(true);
      assertThat(files().read(file)).hasValue(bytes("by " + made.indexOf(true)));
      assertThat(files().list("terms/" + round)).containsExactly("begun");
    }
  }

  @Test
  void shouldMakeAFileThatOnlyItsOwnerCanRead() throws IOException {
    MirrorFiles files = files();
    assertThat(files.readPrivate("secret")).isEmpty();
    assertThat(files.tryCreate("secret", bytes("hush"))).isTrue();
    assertThat(files.tryCreate("secret", bytes("other"))).isFalse();
    assertThat(another().readPrivate("secret")).hasValue(bytes("hush"));
    openToOthers("secret");
    assertThatThrownBy(() -> another().readPrivate("secret"))
        .isInstanceOf(OpenToOthersException.class)
        .hasMessageContaining("secret, permissions=rw-r-----");
  }

  @Test
  void shouldTellWhetherItsRootIsThere() throws IOException {
    MirrorFiles files = files();
    assertThat(files.isThere()).isTrue();
    deleteRoot();
    assertThat(files.isThere()).isFalse();
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
