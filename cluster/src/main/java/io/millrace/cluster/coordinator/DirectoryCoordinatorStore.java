package io.millrace.cluster.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cluster.control.Durability;
import io.millrace.storage.DocumentFile;
import io.millrace.storage.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the coordinator keeps, in a directory; described in {@code
 * docs/formats/cluster-directory.md}. One thread.
 *
 * <p>Each coordinator has a folder of its own, named by its term, and copies into it what the last
 * one had. To make the first file in the folder is to depose all earlier ones: a coordinator looks
 * for later folders after each write, before it tells anybody. So a write is either seen by the
 * next coordinator, which reads after it made its folder, or its writer sees that folder; and
 * nobody overwrites what another wrote.
 */
public final class DirectoryCoordinatorStore implements CoordinatorStore {
  private static final int VERSION = 3;

  /** With {@code replicated} in place of the durability. */
  private static final int LAST_WITHOUT_DURABILITY = 2;

  /** Without {@code founded}: that is so again once owners are live. */
  private static final int FIRST_VERSION = 1;

  private static final String BEGUN = "begun";
  private static final String COMPLETE = "complete";
  private static final String PREFIX = "application-";
  private static final String SUFFIX = ".json";
  private static final String WORKERS = "workers.json";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final SharedFiles files;
  private final String root;
  private int term;

  /** A store in a folder of these files. */
  public DirectoryCoordinatorStore(SharedFiles files, String folder) {
    this.files = files;
    this.root = folder;
  }

  @Override
  public int begin() {
    try {
      int next = latest() + 1;
      while (!files.tryCreate(in(next, BEGUN), new byte[0])) {
        next++;
      }
      term = next;
      takeOver();
      return term;
    } catch (IOException e) {
      throw failed("begin", e);
    }
  }

  /** Folders without the mark were left by coordinators that died before they told anything. */
  private void takeOver() throws IOException {
    List<Integer> earlier =
        terms().stream().filter(other -> other < term).sorted(Comparator.reverseOrder()).toList();
    for (int other : earlier) {
      if (files.read(in(other, COMPLETE)).isPresent()) {
        List<String> all = new ArrayList<>(documents(other));
        all.add(WORKERS);
        for (String document : all) {
          Optional<byte[]> content = read(in(other, document));
          if (content.isPresent()) {
            files.replace(in(term, document), DocumentFile.encode(content.get()));
          }
        }
        break;
      }
    }
    files.replace(in(term, COMPLETE), DocumentFile.encode(new byte[0]));
    checkNotDeposed();
    for (int other : earlier) {
      remove(other);
    }
  }

  /** The content of a document, or nothing if there is none. */
  private Optional<byte[]> read(String file) throws IOException {
    Optional<byte[]> bytes = files.read(file);
    return bytes.isEmpty()
        ? bytes
        : Optional.of(DocumentFile.decode(files.place() + "/" + file, bytes.get()));
  }

  @Override
  public List<StoredApplication> read() {
    try {
      List<StoredApplication> applications = new ArrayList<>();
      for (String document : documents(term)) {
        Optional<byte[]> content = read(in(term, document));
        if (content.isPresent()) {
          applications.add(parse(in(term, document), content.get(), StoredApplication.class));
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
    String file = in(term, WORKERS);
    try {
      Optional<byte[]> content = read(file);
      return content.isEmpty()
          ? new StoredWorkers(List.of())
          : parse(file, content.get(), StoredWorkers.class);
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private <T> T parse(String file, byte[] content, Class<T> type) throws IOException {
    try {
      JsonNode tree = JSON.readTree(content);
      int version = tree.path("version").asInt();
      if (version < FIRST_VERSION || version > VERSION) {
        throw new IOException(
            "document of another version: file="
                + files.place()
                + "/"
                + file
                + ", version="
                + version
                + "; this release reads "
                + FIRST_VERSION
                + " to "
                + VERSION);
      }
      ((ObjectNode) tree).remove("version");
      if (version <= LAST_WITHOUT_DURABILITY && tree.has("replicated")) {
        boolean replicated = ((ObjectNode) tree).remove("replicated").asBoolean();
        Durability durability = replicated ? Durability.REPLICATED : Durability.LOCAL;
        ((ObjectNode) tree).put("durability", durability.name());
      }
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "document not understood: file=" + files.place() + "/" + file + "; restore it", e);
    }
  }

  @Override
  public void write(StoredApplication application) {
    write(in(term, document(application.application())), application);
  }

  @Override
  public void write(StoredWorkers workers) {
    write(in(term, WORKERS), workers);
  }

  private void write(String file, Object document) {
    ObjectNode tree = JSON.createObjectNode().put("version", VERSION);
    tree.setAll(JSON.<ObjectNode>valueToTree(document));
    byte[] content = tree.toPrettyString().getBytes(StandardCharsets.UTF_8);
    try {
      files.replace(file, DocumentFile.encode(content));
      checkNotDeposed();
    } catch (IOException e) {
      throw deposedOr("write", e);
    }
  }

  @Override
  public void delete(long application) {
    try {
      files.delete(in(term, document(application)));
      checkNotDeposed();
    } catch (IOException e) {
      throw deposedOr("delete", e);
    }
  }

  /** If the folder is gone, whoever took it away has begun. */
  private RuntimeException deposedOr(String what, IOException e) {
    try {
      checkNotDeposed();
      return failed(what, e);
    } catch (DeposedException deposed) {
      return deposed;
    } catch (IOException other) {
      return failed(what, e);
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
    return files.list(root).stream()
        .filter(name -> name.matches("[0-9]{10}"))
        .map(Integer::valueOf)
        .toList();
  }

  private String in(int ofTerm, String file) {
    return folder(ofTerm) + "/" + file;
  }

  private String folder(int ofTerm) {
    return root + "/" + String.format("%010d", ofTerm);
  }

  private static String document(long application) {
    return PREFIX + String.format("%016x", application) + SUFFIX;
  }

  private List<String> documents(int ofTerm) throws IOException {
    return files.list(folder(ofTerm)).stream()
        .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
        .sorted()
        .toList();
  }

  private void remove(int ofTerm) throws IOException {
    // The mark first: half a folder must not pass for a whole one.
    files.delete(in(ofTerm, COMPLETE));
    try {
      files.delete(folder(ofTerm));
    } catch (IOException e) {
      // A deposed coordinator wrote just now; without the mark nobody reads it, and the next
      // coordinator tries again.
    }
  }

  private UncheckedIOException failed(String what, IOException e) {
    return new UncheckedIOException(
        "cluster's decisions: "
            + what
            + " failed: dir="
            + files.place()
            + "/"
            + root
            + ", error="
            + e,
        e);
  }
}
