package io.millrace.scheduler.yarn;

import io.millrace.cluster.directory.ClusterDirectory;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What a cluster's last application on YARN was submitted with, for those who start its workers or
 * look for it; a file in the cluster's directory.
 *
 * @param application what YARN calls it
 * @param user who submitted it
 * @param flags of the JVMs
 * @param classPath of the JVMs, where the files are unpacked
 * @param apart class path of what is loaded apart; may be empty
 * @param files what is unpacked beside each process
 */
record LaunchNote(
    String application,
    String user,
    List<String> flags,
    String classPath,
    String apart,
    List<ShippedFile> files) {
  private static final String FILE = "yarn/application.properties";
  private static final List<String> NAMES =
      List.of(ProcessLaunch.CODE, ProcessLaunch.CONFIGURATION);

  LaunchNote {
    flags = List.copyOf(flags);
    files = List.copyOf(files);
  }

  static Optional<LaunchNote> read(ClusterDirectory directory) {
    return directory.read(FILE).map(LaunchNote::decode);
  }

  void write(ClusterDirectory directory) {
    directory.write(FILE, encode());
  }

  private static LaunchNote decode(String text) {
    Properties values = new Properties();
    try {
      values.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LaunchNote(
        values.getProperty("application"),
        values.getProperty("user"),
        List.of(values.getProperty("flags").split("\n")),
        values.getProperty("classPath"),
        values.getProperty("apart", ""),
        NAMES.stream().map(name -> ShippedFile.of(name, values)).toList());
  }

  private String encode() {
    Properties values = new Properties();
    values.setProperty("application", application);
    values.setProperty("user", user);
    values.setProperty("flags", String.join("\n", flags));
    values.setProperty("classPath", classPath);
    values.setProperty("apart", apart);
    files.forEach(file -> file.put(values));
    StringWriter text = new StringWriter();
    try {
      values.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
