package io.millrace.cluster.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.transport.ClusterSecret;
import io.millrace.transport.TransportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** The directory of a cluster: what is where in it. */
public final class ClusterDirectory {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final int SECRET_BYTES = 32;

  private final Path root;

  /** The directory at {@code root}, which need not be there yet. */
  public ClusterDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  /** Whether a cluster was made here. */
  public boolean exists() {
    return Files.exists(secretFile());
  }

  /** Makes what a cluster needs, if it is not there; its secret can be read by its owner only. */
  public void create() {
    try {
      Files.createDirectories(root);
      Files.createDirectories(logs());
      if (!exists()) {
        writeSecret();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cluster directory cannot be made: dir=" + root + ", error=" + e, e);
    }
  }

  private void writeSecret() throws IOException {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    FileAttribute<?>[] ownerOnly =
        root.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    // under another name first: nobody may see half a secret
    Path fresh = Files.createTempFile(root, "secret", ".tmp", ownerOnly);
    Files.writeString(fresh, HexFormat.of().formatHex(random) + "\n");
    try {
      Files.move(fresh, secretFile(), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      Files.delete(fresh);
    }
  }

  private Path secretFile() {
    return root.resolve("secret");
  }

  /**
   * What all members of the cluster know.
   *
   * @throws IllegalStateException if others than the owner may read it
   */
  public byte[] secret() {
    try {
      Path file = secretFile();
      if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNERS.containsAll(permissions)) {
          throw new IllegalStateException(
              "cluster secret is open to others: file="
                  + file
                  + ", permissions="
                  + PosixFilePermissions.toString(permissions)
                  + "; chmod 600 it, and make another if somebody may have read it");
        }
      }
      return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cluster secret cannot be read: file="
              + secretFile()
              + ", error="
              + e
              + "; 'millrace cluster start' makes it",
          e);
    }
  }

  /** How one of its processes is to listen and to speak. */
  public TransportSettings transport(String process, long incarnation) {
    return TransportSettings.of(process, incarnation, ClusterSecret.of(secret()))
        .withEncryption(ClusterSettings.read(this).map(ClusterSettings::encryption).orElse(false));
  }

  /** What the coordinator has decided. */
  public Path metadata() {
    return root.resolve("metadata");
  }

  /** Users' jars, by their hash. */
  public Path artifacts() {
    return root.resolve("artifacts");
  }

  /** The worker's own: its data, and the note of its process. */
  public Path worker(String name) {
    return workers().resolve(name);
  }

  public Path workers() {
    return root.resolve("workers");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** What a process printed: a worker's name, or {@code coordinator}. */
  public Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /** The lock that a coordinator holds. */
  Path coordinatorLock() {
    return root.resolve("coordinator.lock");
  }

  private Path coordinatorFile() {
    return root.resolve("coordinator.json");
  }

  /** Where the coordinator is, or was: it may be dead. Read it again when it does not answer. */
  public Optional<CoordinatorAddress> coordinator() {
    return WholeFile.read(coordinatorFile())
        .map(
            text -> {
              try {
                return JSON.readValue(text, CoordinatorAddress.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                    "file damaged: file="
                        + coordinatorFile()
                        + "; delete it, the next coordinator writes it again",
                    e);
              }
            });
  }

  /** The cluster was stopped: nobody is to look for its coordinator. */
  public void forgetCoordinator() {
    try {
      Files.deleteIfExists(coordinatorFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells workers and people where the coordinator is from now on. */
  public void announce(CoordinatorAddress address) {
    try {
      WholeFile.write(coordinatorFile(), JSON.writeValueAsString(address) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of texts and numbers
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
