package io.millrace.cluster.code;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import java.util.Map;

/**
 * An application whose code is at hand.
 *
 * @param name what it is called
 * @param definition declares it
 * @param codeHash the hash of its code
 * @param batch whether it is declared as a batch
 */
public record LoadedApplication(
    String name, Application definition, String codeHash, boolean batch) {

  /** An application that is no batch. */
  public LoadedApplication(String name, Application definition, String codeHash) {
    this(name, definition, codeHash, false);
  }

  /** The application of a jar; {@code name} may be null if there is but one. */
  public static LoadedApplication of(ApplicationJar jar, String name) {
    Application application = jar.application(name);
    return new LoadedApplication(application.name(), application, jar.hash());
  }

  /**
   * This, as a batch. To the data that a former run left behind it is other code: it may declare
   * other functions.
   */
  public LoadedApplication asBatch() {
    return batch ? this : new LoadedApplication(name, definition, codeHash + "-batch", true);
  }

  /**
   * Declares the application with these settings.
   *
   * @throws CodeException if a setting is missing, makes no sense, or is not asked for
   */
  public ApplicationBuilder define(Map<String, String> settings) {
    ApplicationBuilder builder = new ApplicationBuilder(Settings.of(settings), batch);
    try {
      definition.define(builder);
    } catch (IllegalArgumentException e) {
      if (e.getMessage() == null) {
        throw new UserCodeException("application failed to declare itself: app=" + name, e);
      }
      // a setting that is missing or makes no sense: its message says so
      throw new CodeException(e.getMessage(), e);
    } catch (RuntimeException | LinkageError e) {
      throw new UserCodeException("application failed to declare itself: app=" + name, e);
    }
    UnaskedSettings.check(name, settings.keySet(), builder);
    return builder;
  }
}
