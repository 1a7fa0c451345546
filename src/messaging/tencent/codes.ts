import { addDays, civilDayOf, instantAt } from '../../domain/civil-day';
import type { RefusalClass } from '../provider';

/**
 * What a word of the provider means for the message, for whom it stands still and how long. Source: the comments of its SDK's list of
 * codes, API 2021-01-11, and its common codes of API 3.0.
 */
type Meaning =
  /** Nobody knows whether it was taken: it is asked about first */
  { kind: 'in_doubt' } | { kind: 'refused'; class: RefusalClass; untilReal?: (nowReal: number) => number };

/** Its natural day, and the hours of its marketing messages, are Beijing's. */
const ZONE = 'Asia/Shanghai';
const MARKETING_FROM_MINUTES = 8 * 60;

const after = (ms: number) => (nowReal: number) => nowReal + ms;
const nextDay = (nowReal: number) => instantAt(addDays(civilDayOf(nowReal, ZONE), 1), 0, ZONE);
/** The next 8:00 */
const nextMorning = (nowReal: number) => {
  const today = instantAt(civilDayOf(nowReal, ZONE), MARKETING_FROM_MINUTES, ZONE);
  return nowReal < today ? today : nextDay(nowReal) + MARKETING_FROM_MINUTES * 60_000;
};
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const refused = (of: RefusalClass, untilReal?: (nowReal: number) => number): Meaning => ({
  kind: 'refused',
  class: of,
  untilReal,
});

const IN_DOUBT: Meaning = { kind: 'in_doubt' };
const DEAD = refused('dead_number');
const TEMPLATE = refused('template');
const ACCOUNT = refused('account');
const BUG = refused('bug');
const TERRITORY = refused('unreachable');

/** Groups of codes by what is done; each code stands in one. */
const GROUPS: readonly (readonly [Meaning, readonly string[]])[] = [
  [
    IN_DOUBT,
    [
      'InternalError',
      'InternalError.Timeout',
      'InternalError.SendAndRecvFail',
      'InternalError.OtherError',
      'InternalError.UnknownError',
      'InternalError.ParseBackendResponseFail',
      'FailedOperation.OtherError',
    ],
  ],
  [refused('deferred', after(30 * SECOND)), ['LimitExceeded.PhoneNumberThirtySecondLimit']],
  [
    refused('deferred', after(HOUR)),
    ['LimitExceeded.PhoneNumberOneHourLimit', 'LimitExceeded.DeliveryFrequencyLimit'],
  ],
  [
    refused('deferred', nextDay),
    ['LimitExceeded.PhoneNumberDailyLimit', 'LimitExceeded.PhoneNumberSameContentDailyLimit'],
  ],
  [
    refused('channel_deferred', nextDay),
    [
      'LimitExceeded.DailyLimit',
      'LimitExceeded.AppDailyLimit',
      'LimitExceeded.AppMainlandChinaDailyLimit',
      'LimitExceeded.AppGlobalDailyLimit',
      'LimitExceeded.AppCountryOrRegionDailyLimit',
    ],
  ],
  [refused('channel_deferred', after(60 * SECOND)), ['LimitExceeded.GlobalSmsSendingRateLimit']],
  // The template is approved as marketing, which has hours of its own: a notification has none
  [refused('channel_deferred', nextMorning), ['FailedOperation.MarketingSendTimeConstraint']],
  [
    DEAD,
    [
      'InvalidParameterValue.IncorrectPhoneNumber',
      'FailedOperation.PhoneNumberParseFail',
      'MissingParameter.EmptyPhoneNumberSet',
    ],
  ],
  [refused('opted_out'), ['FailedOperation.PhoneNumberInBlacklist']],
  [
    TEMPLATE,
    [
      'FailedOperation.SignatureIncorrectOrUnapproved',
      'FailedOperation.TemplateIncorrectOrUnapproved',
      'FailedOperation.TemplateUnapprovedOrNotExist',
      'FailedOperation.TemplateIdNotExist',
      'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
      'FailedOperation.ContainSensitiveWord',
      'FailedOperation.MissingSignature',
      'FailedOperation.MissingSignatureList',
      'FailedOperation.MissingTemplateList',
      'InvalidParameter.DirtyWordFound',
      'InvalidParameterValue.ContentLengthLimit',
      'InvalidParameterValue.TemplateParameterLengthLimit',
      'InvalidParameterValue.TemplateParameterFormatError',
      'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter',
      'InvalidParameterValue.TemplateWithDirtyWords',
      'InvalidParameterValue.UnsupportedTemplateVariable',
    ],
  ],
  [
    ACCOUNT,
    [
      'FailedOperation.InsufficientBalanceInSmsPackage',
      'FailedOperation.NotEnterpriseCertification',
      'UnauthorizedOperation',
      'UnauthorizedOperation.ServiceSuspendDueToArrears',
      'UnauthorizedOperation.SdkAppIdIsDisabled',
      'UnauthorizedOperation.SmsSdkAppIdVerifyFail',
      'UnauthorizedOperation.RequestIpNotInWhitelist',
      'UnauthorizedOperation.RequestPermissionDeny',
      'UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny',
    ],
  ],
  [
    BUG,
    [
      'FailedOperation.FailResolvePacket',
      'FailedOperation.JsonParseFail',
      'FailedOperation.ParametersOtherError',
      'InternalError.JsonParseFail',
      'InternalError.RequestTimeException',
      'InternalError.RestApiInterfaceNotExist',
      'InternalError.SigFieldMissing',
      'InternalError.SigVerificationFail',
      'InvalidParameter',
      'InvalidParameter.AppidAndBizId',
      'InvalidParameter.InvalidParameters',
      'InvalidParameterValue.SdkAppIdNotExist',
      'MissingParameter',
      // one number a call: there cannot be too many
      'LimitExceeded.PhoneNumberCountLimit',
    ],
  ],
  [
    TERRITORY,
    [
      'UnsupportedOperation',
      'UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone',
      'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
      'UnsupportedOperation.ContainDomesticPhoneNumber',
      'UnsupportedOperation.GlobalTemplateToChineseMainlandPhone',
      'UnsupportedOperation.UnsupportedRegion',
      'LimitExceeded.AppCountryOrRegionInBlacklist',
    ],
  ],
  // Answers about templates and signatures: none of them belongs to a message
  [
    BUG,
    [
      'FailedOperation.ForbidAddMarketingTemplates',
      'FailedOperation.MissingSignatureToModify',
      'FailedOperation.MissingTemplateToModify',
      'FailedOperation.ProhibitSubAccountUse',
      'FailedOperation.QualificationIdNotApproved',
      'FailedOperation.SignIdNotExist',
      'FailedOperation.SignNumberLimit',
      'FailedOperation.TemplateAlreadyPassedCheck',
      'FailedOperation.TemplateNumberLimit',
      'InvalidParameterValue.BeginTimeVerifyFail',
      'InvalidParameterValue.EndTimeVerifyFail',
      'InvalidParameterValue.LimitVerifyFail',
      'InvalidParameterValue.OffsetVerifyFail',
      'InvalidParameterValue.ImageInvalid',
      'InvalidParameterValue.InvalidDocumentType',
      'InvalidParameterValue.InvalidInternational',
      'InvalidParameterValue.InvalidSignPurpose',
      'InvalidParameterValue.InvalidSmsType',
      'InvalidParameterValue.InvalidStartTime',
      'InvalidParameterValue.InvalidTemplateFormat',
      'InvalidParameterValue.InvalidUsedMethod',
      'InvalidParameterValue.MarketingTemplateWithoutUnsubscribe',
      'InvalidParameterValue.MultiSmsInfoSetEmpty',
      'InvalidParameterValue.QualificationIdNotFound',
      'InvalidParameterValue.SignAlreadyPassedCheck',
      'InvalidParameterValue.SignExistAndUnapproved',
      'InvalidParameterValue.SignNameLengthTooLong',
    ],
  ],
];

const BY_CODE: ReadonlyMap<string, Meaning> = new Map(
  GROUPS.flatMap(([meaning, codes]) => codes.map((code) => [code, meaning] as const)),
);

/** Families of common codes, whose ends vary. */
const BY_FAMILY: readonly (readonly [RegExp, Meaning])[] = [
  // too many calls of ours at once: it was turned away at the door
  [/^RequestLimitExceeded(\.|$)/, refused('channel_deferred', after(60 * SECOND))],
  // also a clock that is more than five minutes off
  [/^AuthFailure(\.|$)/, ACCOUNT],
];

const UNKNOWN = refused('unknown');

/** @returns `unknown` for a word that is not in the list: a plain failure, that somebody looks at */
export function meaningOf(code: string): Meaning {
  return BY_CODE.get(code) ?? BY_FAMILY.find(([family]) => family.test(code))?.[1] ?? UNKNOWN;
}

/** A code as it may be kept and logged: the provider's words, and nothing that it might have put in by mistake. */
export function safeCode(code: string): string {
  return /^[A-Za-z][A-Za-z0-9]{0,40}(\.[A-Za-z0-9]{1,60})?$/.test(code) ? code : 'UNREADABLE';
}
