package io.millrace.cluster.directory;

import io.millrace.storage.SharedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Users' jars by the SHA-256 of their content. None is ever changed; all are kept. A process that
 * uses one has a copy of it on its own disk, unless the store itself is there. For any thread.
 */
public final class ArtefactStore {
  private final SharedFiles shared;
  private final String folder;
  private final Path copies;

  /**
   * The store in a folder of these files.
   *
   * @param copies where the copies are; the same folder if the files are on this machine
   */
  public ArtefactStore(SharedFiles shared, String folder, Path copies) {
    this.shared = shared;
    this.folder = folder;
    this.copies = copies;
  }

  /** Takes a jar; returns where its copy is. It is there whole or not at all. */
  public Path put(InputStream jar) {
    try {
      Path copy = keep(jar);
      String name = copy.getFileName().toString();
      if (!shared.list(folder).contains(name)) {
        shared.replace(folder + "/" + name, Files.readAllBytes(copy));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("jar cannot be kept: dir=" + copies + ", error=" + e, e);
    }
  }

  private Path keep(InputStream jar) throws IOException {
    Files.createDirectories(copies);
    Path fresh = Files.createTempFile(copies, "incoming", ".tmp");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(fresh), digest)) {
        jar.transferTo(out);
      }
      Path kept = copy(HexFormat.of().formatHex(digest.digest()));
      if (!Files.exists(kept)) {
        Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
      }
      return kept;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private Path copy(String hash) {
    return copies.resolve(hash + ".jar");
  }

  /**
   * Where the copy of the jar of a hash is; it is fetched if there is none yet.
   *
   * @throws UncheckedIOException if there is no such jar, or it cannot be had now
   */
  public Path fetch(String hash) {
    Path copy = copy(hash);
    if (Files.exists(copy)) {
      return copy;
    }
    try (InputStream jar = shared.open(folder + "/" + copy.getFileName())) {
      Path kept = keep(jar);
      if (!kept.equals(copy)) {
        throw new IOException("damaged: its content has hash " + kept.getFileName());
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "jar cannot be fetched: file="
              + shared.place()
              + "/"
              + folder
              + "/"
              + copy.getFileName()
              + ", error="
              + e,
          e);
    }
  }
}
