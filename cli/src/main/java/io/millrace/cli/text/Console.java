package io.millrace.cli.text;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a verb prints. Standard output carries results, and what an application's stdout sinks
 * write; everything else for people goes to standard error. Safe for several threads.
 */
public final class Console {
  private static final int USUAL_COLUMNS = 100;
  private static final int LEAST_COLUMNS = 20;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean outTerminal;
  private final boolean errTerminal;
  private final boolean colours;
  private final int columns;
  private int progressLength;

  private Console(
      PrintStream out,
      PrintStream err,
      boolean outTerminal,
      boolean errTerminal,
      boolean colours,
      int columns) {
    this.out = out;
    this.err = err;
    this.outTerminal = outTerminal;
    this.errTerminal = errTerminal;
    this.colours = colours;
    // terminals that nobody looks at have none
    this.columns = columns < LEAST_COLUMNS ? USUAL_COLUMNS : columns;
  }

  /** The console of this process. {@code bin/millrace} tells what is a terminal. */
  public static Console ofProcess() {
    return new Console(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean("millrace.out.terminal"),
        Boolean.getBoolean("millrace.err.terminal"),
        wantsColours(System.getenv()),
        Integer.getInteger("millrace.columns", USUAL_COLUMNS));
  }

  /** A console over other streams, neither of them a terminal. */
  public static Console plain(PrintStream out, PrintStream err) {
    return new Console(out, err, false, false, false, USUAL_COLUMNS);
  }

  /** A console over other streams, both of them terminals. */
  public static Console terminal(
      PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Console(out, err, true, true, wantsColours(environment), USUAL_COLUMNS);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13),
        true,
        StandardCharsets.UTF_8);
  }

  private static boolean wantsColours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /** For results. */
  public PrintStream out() {
    return out;
  }

  /** For all else. */
  public PrintStream err() {
    return err;
  }

  public boolean isOutTerminal() {
    return outTerminal;
  }

  public boolean isErrTerminal() {
    return errTerminal;
  }

  /** How wide a line may be. */
  public int columns() {
    return columns;
  }

  /** A line on standard error; a progress line makes way for it. */
  public synchronized void say(String line) {
    clearProgress();
    err.println(line);
    err.flush();
  }

  /** A line on standard output. */
  public synchronized void print(String line) {
    clearProgress();
    out.println(line);
  }

  /** A complaint on standard error, marked as one. */
  public synchronized void complain(String message) {
    say(paint(Style.ERROR, "error:", errTerminal) + " " + message);
  }

  /** Replaces the progress line, which is the last one on a terminal. */
  public synchronized void progress(String line) {
    String shown = line.length() >= columns ? line.substring(0, columns - 1) : line;
    StringBuilder text = new StringBuilder("\r").append(shown);
    for (int i = shown.length(); i < progressLength; i++) {
      text.append(' ');
    }
    progressLength = shown.length();
    err.print(text);
    err.flush();
  }

  /** Removes the progress line. */
  public synchronized void clearProgress() {
    if (progressLength > 0) {
      err.print("\r" + " ".repeat(progressLength) + "\r");
      err.flush();
      progressLength = 0;
    }
  }

  /** The text in a style, if standard output is a terminal that wants colours. */
  public String paint(Style style, String text) {
    return paint(style, text, outTerminal);
  }

  private String paint(Style style, String text, boolean terminal) {
    return terminal && colours ? style.on() + text + Style.OFF : text;
  }
}
