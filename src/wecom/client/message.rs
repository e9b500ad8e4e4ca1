//! Messages (应用消息).

use super::{Call, Client};
use crate::wecom::{
    bounds::Checked,
    error::ApiError,
    interface,
    message::{Delivery, Message, MessageId},
    wire::{message, writing},
};

impl Client {
    /// Sends a message in the application's name (document 90236), and says whom it does not reach.
    ///
    /// # Errors
    /// 81013 if it reaches nobody.
    pub async fn send(&self, message: &Checked<Message>) -> Result<Delivery, ApiError> {
        let body = message::request(message, self.credentials.agent_id);
        let sent = self.ask(Call::post(interface::SEND_MESSAGE, body), message::sent).await?;
        Ok(sent.delivery(message))
    }

    /// Takes a message back (document 94867): in WeCom itself, not in 微信插件.
    ///
    /// # Errors
    /// 42052 once a day has passed; see [`can_be_recalled`](crate::wecom::message::can_be_recalled).
    pub async fn recall(&self, id: &MessageId) -> Result<(), ApiError> {
        self.ask(Call::post(interface::RECALL_MESSAGE, message::recall_request(id)), writing::done).await
    }
}
