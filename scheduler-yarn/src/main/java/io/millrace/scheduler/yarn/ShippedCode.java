package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.shipping.FilesHash;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Puts files into an archive in HDFS that is named by what is in it, unless it is there already: by
 * whichever start, of whichever cluster in the same directory.
 */
final class ShippedCode {
  private final FileSystem fileSystem;
  private final org.apache.hadoop.fs.Path folder;

  ShippedCode(FileSystem fileSystem, org.apache.hadoop.fs.Path folder) {
    this.fileSystem = fileSystem;
    this.folder = folder;
  }

  /**
   * Ships an archive.
   *
   * @param name of the folder that processes see
   * @param files by their names in it
   */
  ShippedFile ship(String name, Map<String, Path> files) throws IOException {
    TreeMap<String, Path> sorted = new TreeMap<>(files);
    org.apache.hadoop.fs.Path archive =
        new org.apache.hadoop.fs.Path(folder, name + "-" + FilesHash.of(sorted) + ".zip");
    if (!fileSystem.exists(archive)) {
      org.apache.hadoop.fs.Path fresh = archive.suffix("." + UUID.randomUUID() + ".tmp");
      try (OutputStream out = fileSystem.create(fresh)) {
        write(sorted, out);
      }
      if (!fileSystem.rename(fresh, archive)) { // somebody else was faster
        fileSystem.delete(fresh, false);
      }
    }
    FileStatus status = fileSystem.getFileStatus(archive);
    return new ShippedFile(
        name, status.getPath().toString(), status.getLen(), status.getModificationTime());
  }

  private static void write(Map<String, Path> files, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.NO_COMPRESSION); // jars are compressed
    for (Map.Entry<String, Path> file : files.entrySet()) {
      zip.putNextEntry(new ZipEntry(file.getKey()));
      Files.copy(file.getValue(), zip);
      zip.closeEntry();
    }
    zip.finish();
  }
}
