package io.millrace.cluster.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.storage.DocumentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the coordinator keeps, in a directory; described in {@code
 * docs/formats/cluster-directory.md}. One thread.
 *
 * <p>Each coordinator has a folder of its own, named by its term, and copies into it what the last
 * one had. To make the folder is to depose all earlier ones: a coordinator looks for later folders
 * after each write, before it tells anybody. So a write is either seen by the next coordinator,
 * which reads after it made its folder, or its writer sees that folder; and nobody overwrites what
 * another wrote.
 */
public final class DirectoryCoordinatorStore implements CoordinatorStore {
  private static final int VERSION = 2;

  /** Without {@code founded}: that is so again once owners are live. */
  private static final int FIRST_VERSION = 1;

  private static final String COMPLETE = "complete";
  private static final String PREFIX = "application-";
  private static final String SUFFIX = ".json";
  private static final String WORKERS = "workers.json";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path root;
  private int term;

  /** A store in {@code root}, which is made if it is not there. */
  public DirectoryCoordinatorStore(Path root) {
    this.root = root;
  }

  @Override
  public int begin() {
    try {
      Files.createDirectories(root);
      int next = latest() + 1;
      while (!made(folder(next))) {
        next++;
      }
      term = next;
      DocumentFile.syncDirectory(root);
      takeOver();
      return term;
    } catch (IOException e) {
      throw failed("begin", e);
    }
  }

  private static boolean made(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Folders without the mark were left by coordinators that died before they told anything. */
  private void takeOver() throws IOException {
    List<Integer> earlier =
        terms().stream().filter(other -> other < term).sorted(Comparator.reverseOrder()).toList();
    Optional<Integer> last =
        earlier.stream().filter(other -> Files.exists(folder(other).resolve(COMPLETE))).findFirst();
    if (last.isPresent()) {
      List<Path> all = new ArrayList<>(documents(folder(last.get())));
      all.add(folder(last.get()).resolve(WORKERS));
      for (Path document : all) {
        Optional<byte[]> content = DocumentFile.read(document);
        if (content.isPresent()) {
          DocumentFile.write(folder(term).resolve(document.getFileName()), content.get());
        }
      }
    }
    DocumentFile.write(folder(term).resolve(COMPLETE), new byte[0]);
    checkNotDeposed();
    for (int other : earlier) {
      remove(folder(other));
    }
  }

  @Override
  public List<StoredApplication> read() {
    try {
      List<StoredApplication> applications = new ArrayList<>();
      for (Path document : documents(folder(term))) {
        Optional<byte[]> content = DocumentFile.read(document);
        if (content.isPresent()) {
          applications.add(parse(document, content.get(), StoredApplication.class));
        }
      }
      applications.sort(Comparator.comparing(StoredApplication::name));
      return applications;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  @Override
  public StoredWorkers readWorkers() {
    Path file = folder(term).resolve(WORKERS);
    try {
      Optional<byte[]> content = DocumentFile.read(file);
      return content.isEmpty()
          ? new StoredWorkers(List.of())
          : parse(file, content.get(), StoredWorkers.class);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private static <T> T parse(Path file, byte[] content, Class<T> type) throws IOException {
    try {
      JsonNode tree = JSON.readTree(content);
      int version = tree.path("version").asInt();
      if (version < FIRST_VERSION || version > VERSION) {
        throw new IOException(
            "document of another version: file="
                + file
                + ", version="
                + version
                + "; this release reads "
                + FIRST_VERSION
                + " to "
                + VERSION);
      }
      ((ObjectNode) tree).remove("version");
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IOException("document not understood: file=" + file + "; restore it", e);
    }
  }

  @Override
  public void write(StoredApplication application) {
    write(document(application.application()), application);
  }

  @Override
  public void write(StoredWorkers workers) {
    write(folder(term).resolve(WORKERS), workers);
  }

  private void write(Path file, Object document) {
    ObjectNode tree = JSON.createObjectNode().put("version", VERSION);
    tree.setAll(JSON.<ObjectNode>valueToTree(document));
    byte[] content = tree.toPrettyString().getBytes(StandardCharsets.UTF_8);
    try {
      DocumentFile.write(file, content);
      checkNotDeposed();
    } catch (NoSuchFileException e) {
      throw deposedOr(e);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  @Override
  public void delete(long application) {
    try {
      Files.deleteIfExists(document(application));
      DocumentFile.syncDirectory(folder(term));
      checkNotDeposed();
    } catch (NoSuchFileException e) {
      throw deposedOr(e);
    } catch (IOException e) {
      throw failed("delete", e);
    }
  }

  /** The folder is gone: whoever took it away has begun. */
  private RuntimeException deposedOr(NoSuchFileException e) {
    try {
      checkNotDeposed();
      return failed("write", e);
    } catch (DeposedException deposed) {
      return deposed;
    } catch (IOException other) {
      return failed("write", other);
    }
  }

  private void checkNotDeposed() throws IOException {
    int latest = latest();
    if (latest > term) {
      throw new DeposedException(term, latest);
    }
  }

  private int latest() throws IOException {
    return terms().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private List<Integer> terms() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("[0-9]{10}"))
          .map(Integer::valueOf)
          .toList();
    }
  }

  private Path folder(int ofTerm) {
    return root.resolve(String.format("%010d", ofTerm));
  }

  private Path document(long application) {
    return folder(term).resolve(PREFIX + String.format("%016x", application) + SUFFIX);
  }

  private static List<Path> documents(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
          .filter(entry -> entry.getFileName().toString().endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.toList();
    } catch (NoSuchFileException e) {
      return; // by a later coordinator
    }
    // The mark first: half a folder must not pass for a whole one.
    Files.deleteIfExists(folder.resolve(COMPLETE));
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A deposed coordinator wrote just now; without the mark nobody reads it.
    }
  }

  private UncheckedIOException failed(String what, IOException e) {
    return new UncheckedIOException(
        "cluster's decisions: " + what + " failed: dir=" + root + ", error=" + e, e);
  }
}
