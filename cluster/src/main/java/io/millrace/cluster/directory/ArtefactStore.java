package io.millrace.cluster.directory;

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

/** Users' jars by the SHA-256 of their content. None is ever changed; all are kept. */
public final class ArtefactStore {
  private final Path root;

  /** The store in this directory. */
  public ArtefactStore(Path root) {
    this.root = root;
  }

  /** Takes a jar; returns where it is from now on. It is there whole or not at all. */
  public Path put(InputStream jar) {
    try {
      Files.createDirectories(root);
      Path fresh = Files.createTempFile(root, "incoming", ".tmp");
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(fresh), digest)) {
          jar.transferTo(out);
        }
        Path kept = path(HexFormat.of().formatHex(digest.digest()));
        if (!Files.exists(kept)) {
          Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        return kept;
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("jar cannot be kept: dir=" + root + ", error=" + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Where the jar of a hash is, if it is here. */
  public Path path(String hash) {
    return root.resolve(hash + ".jar");
  }
}
