package io.millrace.cluster.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.storage.OpenToOthersException;
import io.millrace.storage.SharedFiles;
import io.millrace.storage.mirror.DirectoryMirrorFiles;
import io.millrace.storage.mirror.Mirror;
import io.millrace.transport.ClusterSecret;
import io.millrace.transport.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The directory of a cluster: what is where in it. What all processes share may be far away; what a
 * process has for itself (its data, its log) is on its own disk. Where all run on one machine, both
 * are one directory.
 */
public final class ClusterDirectory {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final int SECRET_BYTES = 32;
  private static final String SECRET = "secret";
  private static final String COORDINATOR = "coordinator.json";
  private static final String ARTEFACTS = "artifacts";

  private final SharedFiles shared;
  private final String place;
  private final Path own;
  private final boolean local;

  /** The directory at {@code root} of a cluster on this machine; it need not be there yet. */
  public ClusterDirectory(Path root) {
    own = root.toAbsolutePath().normalize();
    shared = new DirectoryMirrorFiles(own);
    place = own.toString();
    local = true;
  }

  private ClusterDirectory(String uri, Path own) {
    try {
      shared = Mirror.at(uri).files();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("directory of a cluster: " + e.getMessage(), e);
    }
    place = uri;
    this.own = own;
    local = false;
  }

  /**
   * A cluster's directory as one of its processes sees it.
   *
   * @param place a path on this machine, or the URI of a place that all hosts see
   * @param own where this process keeps what is its own, if {@code place} is a URI; null if it
   *     keeps nothing
   * @throws IllegalArgumentException if there are no such places; names those that there are
   */
  public static ClusterDirectory at(String place, Path own) {
    return isUri(place)
        ? new ClusterDirectory(place, own == null ? null : own.toAbsolutePath().normalize())
        : new ClusterDirectory(Path.of(place));
  }

  /** Whether a text is the URI of a place that all hosts see, not a path. */
  public static boolean isUri(String place) {
    return place.matches("[a-z][a-z0-9]+:/.*");
  }

  /** Where it is: a path on this machine, or a URI. */
  public String place() {
    return place;
  }

  /** What it is called if nobody gives the cluster a name. */
  public String name() {
    return Path.of(place.replaceFirst("/+$", "")).getFileName().toString();
  }

  /** Whether all of it is on this machine. */
  public boolean isLocal() {
    return local;
  }

  /** What all processes share. */
  public SharedFiles shared() {
    return shared;
  }

  /** Whether a cluster was made here. */
  public boolean exists() {
    return read(SECRET).isPresent();
  }

  /** Makes what a cluster needs, if it is not there; its secret can be read by its owner only. */
  public void create() {
    try {
      if (local) {
        Files.createDirectories(logs());
      } else {
        Mirror.make(place);
      }
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      if (!exists()) {
        shared.tryCreate(
            SECRET, (HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cluster directory cannot be made: dir=" + place + ", error=" + e, e);
    }
  }

  /**
   * What all members of the cluster know.
   *
   * @throws IllegalStateException if others than the owner may read it
   */
  public byte[] secret() {
    try {
      byte[] secret =
          shared
              .readPrivate(SECRET)
              .orElseThrow(() -> new IOException("no such file: " + place + "/" + SECRET));
      return new String(secret, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
    } catch (OpenToOthersException e) {
      throw new IllegalStateException(
          "cluster secret is "
              + e.getMessage()
              + "; chmod 600 it, and make another if somebody may have read it",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cluster secret cannot be read: dir="
              + place
              + ", error="
              + e
              + "; only its owner can; 'millrace cluster start' makes it if it is not there",
          e);
    }
  }

  /** What its HTTP APIs ask for. */
  public ApiTokens apiTokens() {
    return ApiTokens.of(ClusterSecret.of(secret()));
  }

  /** How one of its processes is to listen and to speak. */
  public TransportSettings transport(String process, long incarnation) {
    return TransportSettings.of(process, incarnation, ClusterSecret.of(secret()))
        .withEncryption(ClusterSettings.read(this).map(ClusterSettings::encryption).orElse(false));
  }

  /** Users' jars, by their hash; copies are beside what is this process's own. */
  public ArtefactStore artefacts() {
    return new ArtefactStore(shared, ARTEFACTS, own().resolve(ARTEFACTS));
  }

  private Path own() {
    if (own == null) {
      throw new IllegalStateException("nothing of this cluster is on this machine: dir=" + place);
    }
    return own;
  }

  /** The worker's own: its data, and the note of its process. */
  public Path worker(String name) {
    return workers().resolve(name);
  }

  public Path workers() {
    return own().resolve("workers");
  }

  public Path logs() {
    return own().resolve("logs");
  }

  /** What a process printed: a worker's name, or {@code coordinator}. */
  public Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /** The lock that a coordinator holds. */
  Path coordinatorLock() {
    return own().resolve("coordinator.lock");
  }

  /**
   * A small text that all see, or nothing if there is none.
   *
   * @throws UncheckedIOException if it cannot be read now
   */
  public Optional<String> read(String file) {
    try {
      return shared.isThere()
          ? shared.read(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "file cannot be read: file=" + place + "/" + file + ", error=" + e.getMessage(), e);
    }
  }

  /** Replaces a small text that all see. One writer at a time; durable when this returns. */
  public void write(String file, String text) {
    try {
      shared.replace(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "file cannot be written: file=" + place + "/" + file + ", error=" + e.getMessage(), e);
    }
  }

  /** Where the coordinator is, or was: it may be dead. Read it again when it does not answer. */
  public Optional<CoordinatorAddress> coordinator() {
    return read(COORDINATOR)
        .map(
            text -> {
              try {
                return JSON.readValue(text, CoordinatorAddress.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                    "file damaged: file="
                        + place
                        + "/"
                        + COORDINATOR
                        + "; delete it, the next coordinator writes it again",
                    e);
              }
            });
  }

  /** The cluster was stopped: nobody is to look for its coordinator. */
  public void forgetCoordinator() {
    try {
      shared.delete(COORDINATOR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells workers and people where the coordinator is from now on. */
  public void announce(CoordinatorAddress address) {
    try {
      write(COORDINATOR, JSON.writeValueAsString(address) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of texts and numbers
    }
  }

  @Override
  public String toString() {
    return place;
  }
}
