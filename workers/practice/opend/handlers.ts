/** Who answers which protocol. @module */
import type { RequestName } from "../../../core/adapters/brokers/opend/protocol.ts";
import {
  listAccounts,
  readFunds,
  readPositions,
  subscribeAccount,
} from "./account.ts";
import type { Handler } from "./ask.ts";
import { requestHistory } from "./history.ts";
import { listOrders, listOrdersBefore } from "./order_list.ts";
import { modifyOrder, placeOrder } from "./order_entry.ts";
import { readQuotes, readSnapshots } from "./quotes.ts";
import {
  keepAlive,
  login,
  loginWebSocket,
  readState,
  readUser,
} from "./session.ts";
import { readStaticInfo } from "./static_info.ts";
import { readSubscriptions, registerPush, subscribe } from "./subscribe.ts";
import { listTradeDates } from "./trade_dates.ts";

export const HANDLERS: Readonly<Record<RequestName, Handler>> = {
  InitConnect: login,
  InitWebSocket: loginWebSocket,
  GetGlobalState: readState,
  KeepAlive: keepAlive,
  GetUserInfo: readUser,
  Trd_GetAccList: listAccounts,
  Trd_SubAccPush: subscribeAccount,
  Trd_GetFunds: readFunds,
  Trd_GetPositionList: readPositions,
  Trd_GetOrderList: listOrders,
  Trd_GetHistoryOrderList: listOrdersBefore,
  Trd_PlaceOrder: placeOrder,
  Trd_ModifyOrder: modifyOrder,
  Qot_Sub: subscribe,
  Qot_RegQotPush: registerPush,
  Qot_GetSubInfo: readSubscriptions,
  Qot_GetBasicQot: readQuotes,
  Qot_RequestHistoryKL: requestHistory,
  Qot_GetStaticInfo: readStaticInfo,
  Qot_GetSecuritySnapshot: readSnapshots,
  Qot_RequestTradeDate: listTradeDates,
};
