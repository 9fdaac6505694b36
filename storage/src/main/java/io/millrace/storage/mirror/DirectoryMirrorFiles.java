package io.millrace.storage.mirror;

import io.millrace.storage.DocumentFile;
import io.millrace.storage.OpenToOthersException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A mirror in a directory that all hosts see, as one that is mounted. The directory itself is never
 * made here: where it is not mounted, what is written must not land on a local disk.
 */
public final class DirectoryMirrorFiles implements MirrorFiles {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path root;

  /** A mirror in {@code root}. */
  public DirectoryMirrorFiles(Path root) {
    this.root = root;
  }

  private Path path(String name) {
    return root.resolve(name);
  }

  @Override
  public boolean isThere() {
    return Files.isDirectory(root);
  }

  private void checkThere() throws IOException {
    if (!isThere()) {
      throw new IOException("directory is not there: dir=" + root + "; mount it, or make it");
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    checkThere();
    try (Stream<Path> entries = Files.list(path(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    checkThere();
    try {
      return Optional.of(Files.readAllBytes(path(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    makeFolder(file);
    DocumentFile.replace(path(file), ByteBuffer.wrap(content));
  }

  @Override
  public Optional<byte[]> readPrivate(String file) throws IOException {
    Optional<byte[]> content = read(file);
    if (content.isPresent() && hasPermissions()) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path(file));
      if (!OWNERS.containsAll(permissions)) {
        throw new OpenToOthersException(
            path(file).toString(), PosixFilePermissions.toString(permissions));
      }
    }
    return content;
  }

  private boolean hasPermissions() {
    return root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public boolean tryCreate(String file, byte[] content) throws IOException {
    makeFolder(file);
    FileAttribute<?>[] ownerOnly =
        hasPermissions()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
            : new FileAttribute<?>[0];
    // Under another name first: nobody may see half of it. A link, unlike a rename, replaces
    // nothing.
    Path folder = path(file).getParent();
    Path fresh = Files.createTempFile(folder, "new", ".tmp", ownerOnly);
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        writeFully(channel, ByteBuffer.wrap(content));
        channel.force(true);
      }
      Files.createLink(path(file), fresh);
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(fresh);
    }
    DocumentFile.syncDirectory(folder);
    return true;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void makeFolder(String file) throws IOException {
    checkThere();
    Files.createDirectories(path(file).getParent());
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(path(file));
  }

  @Override
  public MirrorOutput create(String file) throws IOException {
    makeFolder(file);
    FileChannel channel =
        FileChannel.open(path(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new Output(channel, path(file).getParent());
  }

  @Override
  public void delete(String name) throws IOException {
    checkThere();
    List<Path> all;
    try (Stream<Path> files = Files.walk(path(name))) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public String place() {
    return root.toString();
  }

  private static final class Output implements MirrorOutput {
    private final FileChannel channel;
    private final Path folder;
    private boolean named;

    Output(FileChannel channel, Path folder) {
      this.channel = channel;
      this.folder = folder;
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
      writeFully(channel, ByteBuffer.wrap(bytes, at, length));
    }

    @Override
    public void flush() throws IOException {
      channel.force(false);
      if (!named) {
        DocumentFile.syncDirectory(folder);
        named = true;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
