package dev.lockstep.driver.opcua;

import static java.util.Map.entry;

import dev.lockstep.driver.SendResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/**
 * What each OPC UA status code means for something that was sent (ARCHITECTURE P4; codes of OPC
 * 10000-4, 7.39 and OPC 10000-8). What is not listed is {@link Meaning#UNKNOWN}: a code that was
 * not considered must never be taken for a proof.
 *
 * <p>There are two tables. A Bad status of a written node says that the value was not taken. A Bad
 * status of a method may come from inside it, after a part of its work or all of it (OPC 10000-4,
 * 5.12.2 Call): only the codes that a server gives before it runs a method prove that it did not
 * run (decision 22).
 *
 * <p>It judges only what a server answered. What fails on this side, such as a time-out, is judged
 * by whether the request went through the {@link SendGate}.
 */
final class StatusTable {

  /**
   * What a status says about a write or call. The order is that of {@link SendResult}'s permits.
   */
  enum Meaning {
    NOT_SENT("not sent"),
    REJECTED("rejected"),
    ACCEPTED("accepted"),
    PENDING("pending"),
    ALTERED("altered"),
    UNKNOWN("unknown");

    private final String word;

    Meaning(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** The upper half names the status; the lower carries flags such as limit bits. */
  private static final long NAME_BITS = 0xFFFF0000L;

  /** There was no secure channel or session, so nothing was carried out. */
  private static final long[] NOT_SENT = {
    StatusCodes.Bad_ConnectionRejected,
    StatusCodes.Bad_TcpServerTooBusy,
    StatusCodes.Bad_TcpEndpointUrlInvalid,
    StatusCodes.Bad_ProtocolVersionUnsupported,
    StatusCodes.Bad_SecurityPolicyRejected,
    StatusCodes.Bad_SecurityModeRejected,
    StatusCodes.Bad_SecurityChecksFailed,
    StatusCodes.Bad_NoValidCertificates,
    StatusCodes.Bad_CertificateInvalid,
    StatusCodes.Bad_CertificatePolicyCheckFailed,
    StatusCodes.Bad_CertificateTimeInvalid,
    StatusCodes.Bad_CertificateIssuerTimeInvalid,
    StatusCodes.Bad_CertificateHostNameInvalid,
    StatusCodes.Bad_CertificateUriInvalid,
    StatusCodes.Bad_CertificateUseNotAllowed,
    StatusCodes.Bad_CertificateIssuerUseNotAllowed,
    StatusCodes.Bad_CertificateUntrusted,
    StatusCodes.Bad_CertificateRevocationUnknown,
    StatusCodes.Bad_CertificateIssuerRevocationUnknown,
    StatusCodes.Bad_CertificateRevoked,
    StatusCodes.Bad_CertificateIssuerRevoked,
    StatusCodes.Bad_CertificateChainIncomplete,
    StatusCodes.Bad_IdentityTokenInvalid,
    StatusCodes.Bad_IdentityTokenRejected,
    StatusCodes.Bad_UserSignatureInvalid,
    StatusCodes.Bad_ApplicationSignatureInvalid,
    StatusCodes.Bad_TooManySessions,
  };

  /** The server looked at the request, the node or the argument, and refused before acting. */
  private static final long[] REJECTED = {
    StatusCodes.Bad_ServiceUnsupported,
    StatusCodes.Bad_NothingToDo,
    StatusCodes.Bad_TooManyOperations,
    StatusCodes.Bad_RequestTooLarge,
    StatusCodes.Bad_RequestHeaderInvalid,
    StatusCodes.Bad_RequestTypeInvalid,
    StatusCodes.Bad_InvalidTimestamp,
    StatusCodes.Bad_ServerTooBusy,
    StatusCodes.Bad_LicenseExpired,
    StatusCodes.Bad_LicenseLimitsExceeded,
    StatusCodes.Bad_LicenseNotAvailable,
    StatusCodes.Bad_SessionIdInvalid,
    StatusCodes.Bad_SessionNotActivated,
    StatusCodes.Bad_SecurityModeInsufficient,
    StatusCodes.Bad_UserAccessDenied,
    StatusCodes.Bad_NodeIdInvalid,
    StatusCodes.Bad_NodeIdUnknown,
    StatusCodes.Bad_AttributeIdInvalid,
    StatusCodes.Bad_IndexRangeInvalid,
    StatusCodes.Bad_IndexRangeNoData,
    StatusCodes.Bad_IndexRangeDataMismatch,
    StatusCodes.Bad_DataEncodingInvalid,
    StatusCodes.Bad_DataEncodingUnsupported,
    StatusCodes.Bad_DataTypeIdUnknown,
    StatusCodes.Bad_StructureMissing,
    StatusCodes.Bad_NotReadable,
    StatusCodes.Bad_NotWritable,
    StatusCodes.Bad_WriteNotSupported,
    StatusCodes.Bad_TimestampNotSupported,
    StatusCodes.Bad_TypeMismatch,
    StatusCodes.Bad_OutOfRange,
    StatusCodes.Bad_NumericOverflow,
    StatusCodes.Bad_SyntaxError,
    StatusCodes.Bad_LocaleNotSupported,
    StatusCodes.Bad_NotSupported,
    StatusCodes.Bad_NotImplemented,
    StatusCodes.Bad_ObjectDeleted,
    StatusCodes.Bad_MethodInvalid,
    StatusCodes.Bad_NotExecutable,
    StatusCodes.Bad_ArgumentsMissing,
    StatusCodes.Bad_TooManyArguments,
    StatusCodes.Bad_InvalidArgument,
    StatusCodes.Bad_InvalidState,
    StatusCodes.Bad_RequestNotAllowed,
    StatusCodes.Bad_TicketRequired,
    StatusCodes.Bad_TicketInvalid,
    StatusCodes.Bad_Locked,
    StatusCodes.Bad_RequiresLock,
  };

  private static final long[] ACCEPTED = {StatusCodes.Good};

  /** Taken, but not done yet, or the server does not stand by it. */
  private static final long[] PENDING = {
    StatusCodes.Good_CompletesAsynchronously,
    StatusCodes.Good_CallAgain,
    StatusCodes.Good_NonCriticalTimeout,
    StatusCodes.Good_PostActionFailed,
    StatusCodes.Good_DependentValueChanged,
    StatusCodes.Uncertain,
    StatusCodes.Uncertain_ReferenceNotDeleted,
    StatusCodes.Uncertain_NotAllNodesAvailable,
    StatusCodes.Uncertain_ReferenceOutOfServer,
    StatusCodes.Uncertain_NoCommunicationLastUsableValue,
    StatusCodes.Uncertain_LastUsableValue,
    StatusCodes.Uncertain_SubstituteValue,
    StatusCodes.Uncertain_InitialValue,
    StatusCodes.Uncertain_SensorNotAccurate,
    StatusCodes.Uncertain_EngineeringUnitsExceeded,
    StatusCodes.Uncertain_SubNormal,
    StatusCodes.Uncertain_DataSubNormal,
    StatusCodes.Uncertain_DominantValueChanged,
    StatusCodes.Uncertain_DependentValueChanged,
    StatusCodes.Uncertain_TransducerInManual,
    StatusCodes.Uncertain_SimulatedValue,
    StatusCodes.Uncertain_SensorCalibration,
    StatusCodes.Uncertain_ConfigurationError,
  };

  /** Something else than what was asked now stands in the device. */
  private static final long[] ALTERED = {
    StatusCodes.Good_Clamped,
    StatusCodes.Good_LocalOverride,
    StatusCodes.Good_Edited,
    StatusCodes.Good_Edited_DependentValueChanged,
    StatusCodes.Good_Edited_DominantValueChanged,
    StatusCodes.Good_Edited_DominantValueChanged_DependentValueChanged,
  };

  /**
   * Of one method: the server found, before it ran it, that it cannot or may not be called so (OPC
   * 10000-4, 5.12.2, operation level). BadInvalidArgument is one of them only where the result of
   * an input argument says which; without such it is a word of the method itself.
   */
  private static final long[] METHOD_REJECTED = {
    StatusCodes.Bad_NodeIdInvalid,
    StatusCodes.Bad_NodeIdUnknown,
    StatusCodes.Bad_MethodInvalid,
    StatusCodes.Bad_NotExecutable,
    StatusCodes.Bad_ArgumentsMissing,
    StatusCodes.Bad_TooManyArguments,
    StatusCodes.Bad_UserAccessDenied,
    StatusCodes.Bad_SecurityModeInsufficient,
  };

  /**
   * Of a Call as a whole: refused by what stands in the request's header, or by its size, before
   * any method was looked at. BadServerTooBusy is none of them: servers give it where a method ran
   * for too long.
   */
  private static final long[] CALL_REJECTED = {
    StatusCodes.Bad_ServiceUnsupported,
    StatusCodes.Bad_NothingToDo,
    StatusCodes.Bad_TooManyOperations,
    StatusCodes.Bad_RequestTooLarge,
    StatusCodes.Bad_RequestHeaderInvalid,
    StatusCodes.Bad_RequestTypeInvalid,
    StatusCodes.Bad_InvalidTimestamp,
    StatusCodes.Bad_SessionIdInvalid,
    StatusCodes.Bad_SessionNotActivated,
    StatusCodes.Bad_UserAccessDenied,
    StatusCodes.Bad_SecurityModeInsufficient,
  };

  private static final Map<Long, Meaning> WRITES =
      listed(
          Map.ofEntries(
              entry(Meaning.NOT_SENT, NOT_SENT),
              entry(Meaning.REJECTED, REJECTED),
              entry(Meaning.ACCEPTED, ACCEPTED),
              entry(Meaning.PENDING, PENDING),
              entry(Meaning.ALTERED, ALTERED)));

  private static final Map<Long, Meaning> METHODS =
      listed(
          Map.ofEntries(
              entry(Meaning.REJECTED, METHOD_REJECTED),
              entry(Meaning.ACCEPTED, ACCEPTED),
              entry(Meaning.PENDING, PENDING),
              entry(Meaning.ALTERED, ALTERED)));

  private static final Map<Long, Meaning> CALLS =
      listed(Map.ofEntries(entry(Meaning.REJECTED, CALL_REJECTED)));

  private StatusTable() {}

  /** Of a written node, or of a Write as a whole. */
  static Meaning ofWrite(StatusCode status) {
    return meaning(WRITES, status);
  }

  /**
   * Of one method that was called.
   *
   * @param inputRefused whether the result of an input argument is Bad
   */
  static Meaning ofMethod(StatusCode status, boolean inputRefused) {
    if (inputRefused) {
      boolean invalid = (status.value() & NAME_BITS) == StatusCodes.Bad_InvalidArgument;
      return invalid ? Meaning.REJECTED : Meaning.UNKNOWN;
    }
    return meaning(METHODS, status);
  }

  /** Of a Call as a whole: a service fault. */
  static Meaning ofCall(StatusCode status) {
    return meaning(CALLS, status);
  }

  private static Meaning meaning(Map<Long, Meaning> table, StatusCode status) {
    return table.getOrDefault(status.value() & NAME_BITS, Meaning.UNKNOWN);
  }

  /**
   * The result of a send, by the status that a server gave for it.
   *
   * @param meaning by the table of what was sent
   * @param about what it was about, first words of the sentence
   */
  static SendResult sent(Meaning meaning, StatusCode status, String about) {
    String detail = about + ": " + StatusName.of(status);
    return switch (meaning) {
      case NOT_SENT -> new SendResult.NotSent(detail);
      case REJECTED -> new SendResult.Rejected(detail);
      case ACCEPTED -> new SendResult.Accepted(detail);
      case PENDING -> new SendResult.Pending(detail);
      case ALTERED -> new SendResult.Altered(detail);
      case UNKNOWN -> new SendResult.Unknown(detail);
    };
  }

  /** Whether a reading's status says that the variable has no value yet, and nothing worse. */
  static boolean isUnset(StatusCode status) {
    long name = status.value() & NAME_BITS;
    return name == StatusCodes.Bad_WaitingForInitialData
        || name == StatusCodes.Bad_NoValue
        || name == StatusCodes.Uncertain_InitialValue;
  }

  private static Map<Long, Meaning> listed(Map<Meaning, long[]> lists) {
    Map<Long, Meaning> found = new HashMap<>();
    lists.forEach(
        (meaning, codes) ->
            Arrays.stream(codes)
                .forEach(
                    code -> {
                      if (found.put(code & NAME_BITS, meaning) != null) {
                        throw new IllegalStateException("listed twice: " + code);
                      }
                    }));
    return Map.copyOf(found);
  }
}
