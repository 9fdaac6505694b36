package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.DocumentFile;
import io.millrace.storage.mirror.DirectoryMirrorFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectoryCoordinatorStoreTest extends CoordinatorStoreContract {
  private static final String SEVEN = "application-0000000000000007.json";

  @TempDir Path dir;

  @Override
  CoordinatorStore open() {
    return new DirectoryCoordinatorStore(new DirectoryMirrorFiles(dir), "metadata");
  }

  private Path folder(int term) {
    return dir.resolve("metadata").resolve(String.format("%010d", term));
  }

  private int write(StoredApplication application) {
    CoordinatorStore store = open();
    int term = store.begin();
    store.write(application);
    return term;
  }

  private List<String> folders() throws IOException {
    try (Stream<Path> entries = Files.list(dir.resolve("metadata"))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldKeepTheFolderOfTheLatestTermOnly() throws IOException {
    write(application(7, "one", 1));
    int term = open().begin();

    assertThat(folders()).containsExactly(folder(term).getFileName().toString());
  }

  @Test
  void shouldNameADamagedDocumentAndLeaveItWhereItIs() throws IOException {
    int term = write(application(7, "one", 1));
    Path document = folder(term).resolve(SEVEN);
    byte[] bytes = Files.readAllBytes(document);
    bytes[bytes.length - 3] ^= 1;
    Files.write(document, bytes);

    for (int i = 0; i < 2; i++) { // nor is it passed over by the next but one
      assertThatThrownBy(() -> open().begin())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("damaged document: file=" + document)
          .hasMessageContaining("restore it");
    }
    assertThat(document).hasBinaryContent(bytes);

    bytes[bytes.length - 3] ^= 1;
    Files.write(document, bytes);
    CoordinatorStore next = open();
    next.begin();
    assertSame(next.read(), application(7, "one", 1));
  }

  @Test
  void shouldNameADocumentThatItDoesNotUnderstand() throws IOException {
    CoordinatorStore store = open();
    Path document = folder(store.begin()).resolve(SEVEN);

    DocumentFile.write(document, "{\"version\": 4}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(store::read)
        .hasMessageContaining("document of another version: file=" + document + ", version=4");

    for (String content : List.of("{\"version\": 2, \"other\": 3}", "{\"version\"", "[]", "")) {
      DocumentFile.write(document, content.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(store::read)
          .as(content)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("file=" + document);
    }
  }

  @Test
  void shouldPassOverACoordinatorThatDiedBeforeItHadCopiedAll() throws IOException {
    int term = write(application(7, "one", 1));
    Files.createDirectory(folder(term + 1));
    Files.copy(folder(term).resolve(SEVEN), folder(term + 1).resolve(SEVEN));
    Files.copy(
        folder(term).resolve(SEVEN), folder(term + 1).resolve("application-0000000000000009.json"));
    CoordinatorStore next = open();

    assertThat(next.begin()).isEqualTo(term + 2);
    assertSame(next.read(), application(7, "one", 1));
    assertThat(folders()).hasSize(1);
  }

  @Test
  void shouldNotTakeHalfAWriteForOne() throws IOException {
    int term = write(application(7, "one", 1));
    Files.writeString(folder(term).resolve(SEVEN + ".tmp"), "millrace-docu");
    CoordinatorStore next = open();
    next.begin();

    assertSame(next.read(), application(7, "one", 1));
  }

  @Test
  void shouldLetTheNextCoordinatorReadAllThatWasNotRefused() {
    for (int round = 0; round < 25; round++) {
      CoordinatorStore earlier = open();
      earlier.begin();
      AtomicLong written = new AtomicLong();
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                while (true) {
                  earlier.write(application(7, "one", written.get() + 1));
                  written.incrementAndGet();
                }
              });
      while (written.get() < 2) {
        assertThat(Thread.interrupted()).as("in time").isFalse();
        Thread.onSpinWait();
      }

      CoordinatorStore later = open();
      later.begin();
      List<StoredApplication> read = later.read();

      assertThatThrownBy(writer::join).hasCauseInstanceOf(DeposedException.class);
      assertThat(read.get(0).revision()).isGreaterThanOrEqualTo(written.get());
      assertSame(later.read(), read.get(0));
    }
  }

  @Test
  void shouldReadWhatEarlierVersionsWrote() throws IOException {
    assertSame(ofVersion(1), application(7, "one", 1, false));
    assertSame(ofVersion(2), application(7, "one", 1));
  }

  private List<StoredApplication> ofVersion(int version) throws IOException {
    CoordinatorStore store = open();
    Path folder = folder(store.begin());
    Files.deleteIfExists(folder.resolve(SEVEN));
    copyFixture("coordinator-application-v" + version + ".json", folder.resolve(SEVEN));
    return store.read();
  }

  @Test
  void shouldReadTheDrainedWorkersThatTheFirstVersionWrote() throws IOException {
    CoordinatorStore store = open();
    copyFixture("coordinator-workers-v1.json", folder(store.begin()).resolve("workers.json"));
    assertThat(store.readWorkers()).isEqualTo(new StoredWorkers(List.of("w1", "w3")));
  }

  private void copyFixture(String name, Path to) throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("/formats/" + name)) {
      Files.copy(fixture, to);
    }
  }
}
