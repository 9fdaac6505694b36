package io.millrace.storage.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Files of a mirror that can fail, as if the place were full or gone. */
final class FaultyMirrorFiles implements MirrorFiles {
  private final MirrorFiles files;
  boolean gone;

  /** So many bytes fit in; what does not is written in part. */
  long room = Long.MAX_VALUE;

  FaultyMirrorFiles(MirrorFiles files) {
    this.files = files;
  }

  private void check() throws IOException {
    if (gone) {
      throw new IOException("nobody there");
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    check();
    return files.list(folder);
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    check();
    return files.read(file);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    check();
    files.replace(file, content);
  }

  @Override
  public boolean isThere() throws IOException {
    check();
    return files.isThere();
  }

  @Override
  public Optional<byte[]> readPrivate(String file) throws IOException {
    check();
    return files.readPrivate(file);
  }

  @Override
  public boolean tryCreate(String file, byte[] content) throws IOException {
    check();
    return files.tryCreate(file, content);
  }

  @Override
  public InputStream open(String file) throws IOException {
    check();
    return files.open(file);
  }

  @Override
  public MirrorOutput create(String file) throws IOException {
    check();
    MirrorOutput output = files.create(file);
    return new MirrorOutput() {
      @Override
      public void write(byte[] bytes, int at, int length) throws IOException {
        check();
        int fits = (int) Math.min(room, length);
        output.write(bytes, at, fits);
        room -= fits;
        if (fits < length) {
          throw new IOException("no space left");
        }
      }

      @Override
      public void flush() throws IOException {
        check();
        output.flush();
      }

      @Override
      public void close() throws IOException {
        output.close();
      }
    };
  }

  @Override
  public void delete(String path) throws IOException {
    check();
    files.delete(path);
  }

  @Override
  public String place() {
    return files.place();
  }
}
