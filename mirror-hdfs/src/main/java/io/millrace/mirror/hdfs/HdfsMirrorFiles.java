package io.millrace.mirror.hdfs;

import io.millrace.storage.OpenToOthersException;
import io.millrace.storage.mirror.MirrorFiles;
import io.millrace.storage.mirror.MirrorOutput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * A mirror in a directory of HDFS. The directory itself is made by {@link #make} alone: where
 * somebody deleted it, or formatted HDFS anew, that is told of instead of beginning in silence.
 *
 * <p>Flushing is {@code hsync}: what was flushed is on the disks of the DataNodes.
 */
final class HdfsMirrorFiles implements MirrorFiles {
  private static final FsPermission OWNERS =
      new FsPermission(FsAction.READ_WRITE, FsAction.NONE, FsAction.NONE);

  private final URI uri;
  private final Path root;
  private final HdfsClient client;

  /** Files that could not be closed: they are released when HDFS is there again. */
  private final Set<Path> unclosed = ConcurrentHashMap.newKeySet();

  private DistributedFileSystem fileSystem; // guarded by this

  /** A mirror at {@code uri}; asks nobody yet. */
  HdfsMirrorFiles(URI uri, HdfsClient client) {
    this.uri = uri;
    this.root = new Path(uri);
    this.client = client;
  }

  /** A call of HDFS. */
  interface Call<T> {
    T on(DistributedFileSystem hdfs) throws IOException;
  }

  /** Makes a call; whatever goes wrong is an IOException of one line that names the mirror. */
  <T> T ask(Call<T> call) throws IOException {
    try {
      return HdfsClient.within(() -> call.on(fileSystem()));
    } catch (OpenToOthersException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("HDFS: mirror=" + uri + ", error=" + Faults.line(e), e);
    }
  }

  private synchronized DistributedFileSystem fileSystem() throws IOException {
    if (fileSystem == null) {
      fileSystem = client.open(uri);
    }
    return fileSystem;
  }

  private Path path(String name) {
    return new Path(root, name);
  }

  private void checkThere(DistributedFileSystem hdfs) throws IOException {
    if (!hdfs.exists(root)) {
      throw new FileNotFoundException("directory is not there; 'hdfs dfs -mkdir -p' it");
    }
  }

  /** See {@link io.millrace.storage.mirror.MirrorKind#make}. */
  URI make() throws IOException {
    try {
      return ask(
          hdfs -> {
            hdfs.mkdirs(root);
            String probe = "probe-" + UUID.randomUUID();
            try {
              replace(hdfs, path(probe), new byte[] {1});
              replace(hdfs, path(probe), new byte[] {2});
            } finally {
              hdfs.delete(path(probe), false);
            }
            return hdfs.makeQualified(root).toUri();
          });
    } catch (IOException e) {
      throw new IOException(
          "mirror cannot be written: "
              + e.getMessage()
              + "; see that HDFS runs and that this user may write there, or name another place",
          e);
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return ask(
        hdfs -> {
          try {
            return Stream.of(hdfs.listStatus(path(folder)))
                .map(one -> one.getPath().getName())
                .toList();
          } catch (FileNotFoundException e) {
            checkThere(hdfs);
            return List.of();
          }
        });
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return ask(
        hdfs -> {
          try (InputStream in = hdfs.open(path(file))) {
            return Optional.of(in.readAllBytes());
          } catch (FileNotFoundException e) {
            checkThere(hdfs);
            return Optional.empty();
          }
        });
  }

  @Override
  public boolean isThere() throws IOException {
    return ask(hdfs -> hdfs.exists(root));
  }

  @Override
  public Optional<byte[]> readPrivate(String file) throws IOException {
    Optional<byte[]> content = read(file);
    if (content.isPresent()) {
      FsPermission permissions = ask(hdfs -> hdfs.getFileStatus(path(file))).getPermission();
      if (permissions.getGroupAction() != FsAction.NONE
          || permissions.getOtherAction() != FsAction.NONE) {
        throw new OpenToOthersException(path(file).toString(), permissions.toString());
      }
    }
    return content;
  }

  @Override
  public boolean tryCreate(String file, byte[] content) throws IOException {
    return ask(
        hdfs -> {
          makeFolder(hdfs, path(file));
          Path fresh = path(file).suffix("." + UUID.randomUUID() + ".tmp");
          try {
            try (FSDataOutputStream out = FileSystem.create(hdfs, fresh, OWNERS)) {
              out.write(content);
              out.hsync();
            }
            hdfs.rename(fresh, path(file), Options.Rename.NONE);
            return true;
          } catch (FileAlreadyExistsException e) {
            return false;
          } finally {
            hdfs.delete(fresh, false);
          }
        });
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    ask(
        hdfs -> {
          makeFolder(hdfs, path(file));
          replace(hdfs, path(file), content);
          return null;
        });
  }

  /** Renaming within HDFS is one entry of the NameNode's log: before it the former, then this. */
  private static void replace(DistributedFileSystem hdfs, Path file, byte[] content)
      throws IOException {
    Path fresh = file.suffix(".tmp");
    try (FSDataOutputStream out = hdfs.create(fresh, true)) {
      out.write(content);
      out.hsync();
    }
    hdfs.rename(fresh, file, Options.Rename.OVERWRITE);
  }

  private void makeFolder(DistributedFileSystem hdfs, Path file) throws IOException {
    checkThere(hdfs);
    hdfs.mkdirs(file.getParent());
  }

  @Override
  public InputStream open(String file) throws IOException {
    return ask(
        hdfs -> {
          OpenFile.close(hdfs, path(file));
          return new HdfsInput(this, hdfs.open(path(file)));
        });
  }

  @Override
  public MirrorOutput create(String file) throws IOException {
    return ask(
        hdfs -> {
          makeFolder(hdfs, path(file));
          FSDataOutputStream out = hdfs.create(path(file), false);
          unclosed.removeIf(one -> OpenFile.release(hdfs, one));
          return new HdfsOutput(this, path(file), out);
        });
  }

  /** A file that was written here could not be closed. */
  void unclosed(Path file) {
    unclosed.add(file);
  }

  @Override
  public void delete(String name) throws IOException {
    ask(
        hdfs -> {
          if (!hdfs.delete(path(name), true)) {
            checkThere(hdfs);
          }
          return null;
        });
  }

  @Override
  public String place() {
    return uri.toString();
  }
}
