/** The part of OpenD's protocols that both ends of our wire speak, by name and id. @module */

export const PROTOCOL = {
  // The hello of the WebSocket; InitConnect is the one of TCP.
  InitWebSocket: 1,
  InitConnect: 1001,
  GetGlobalState: 1002,
  Notify: 1003,
  KeepAlive: 1004,
  GetUserInfo: 1005,
  Trd_GetAccList: 2001,
  Trd_SubAccPush: 2008,
  Trd_GetFunds: 2101,
  Trd_GetPositionList: 2102,
  Trd_GetOrderList: 2201,
  Trd_PlaceOrder: 2202,
  Trd_ModifyOrder: 2205,
  Trd_UpdateOrder: 2208,
  Trd_GetHistoryOrderList: 2221,
  Qot_Sub: 3001,
  Qot_RegQotPush: 3002,
  Qot_GetSubInfo: 3003,
  Qot_GetBasicQot: 3004,
  Qot_UpdateBasicQot: 3005,
  Qot_UpdateKL: 3007,
  Qot_RequestHistoryKL: 3103,
  Qot_GetStaticInfo: 3202,
  Qot_GetSecuritySnapshot: 3203,
  Qot_RequestTradeDate: 3219,
} as const;

/** Pushed over the WebSocket, without a body: its own way to OpenD was lost. */
export const OPEND_GONE = 2;

export type ProtocolName = keyof typeof PROTOCOL;

/** Told without being asked; the serial of its frame means nothing to us. */
export type PushName =
  | "Notify"
  | "Trd_UpdateOrder"
  | "Qot_UpdateBasicQot"
  | "Qot_UpdateKL";
export type RequestName = Exclude<ProtocolName, PushName>;

const PUSHES: ReadonlySet<string> = new Set<PushName>([
  "Notify",
  "Trd_UpdateOrder",
  "Qot_UpdateBasicQot",
  "Qot_UpdateKL",
]);

const NAMES: ReadonlyMap<number, ProtocolName> = new Map(
  Object.entries(PROTOCOL).map(([name, id]) => [id, name as ProtocolName]),
);

/** The request with this id; undefined if it is none that we speak. */
export function requestOf(id: number): RequestName | undefined {
  const name = NAMES.get(id);
  return name && !isPush(name) ? name : undefined;
}

/** The push with this id; undefined if it is none that we read. */
export function pushOf(id: number): PushName | undefined {
  const name = NAMES.get(id);
  return name && isPush(name) ? name : undefined;
}

function isPush(name: ProtocolName): name is PushName {
  return PUSHES.has(name);
}
