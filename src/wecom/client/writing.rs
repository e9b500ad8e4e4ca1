//! Writing into check-in data (打卡). Neither call is ever repeated unless it is certain that nothing was
//! done; see [`ApiError::outcome_unknown`].

use super::{Call, Client};
use crate::wecom::{
    bounds::Checked,
    error::ApiError,
    interface,
    wire::writing,
    writing::{Additions, Correction},
};

impl Client {
    /// Corrects a punch (补卡, document 95803). That it succeeded is not that it counts: read it back.
    pub async fn correct_punch(&self, correction: &Checked<Correction>) -> Result<(), ApiError> {
        self.ask(Call::post(interface::CORRECT_PUNCH, writing::correction(correction)), writing::done).await
    }

    /// Adds records (document 99647). WeCom says nothing about the single record: read them back.
    pub async fn add_records(&self, records: &Checked<Additions>) -> Result<(), ApiError> {
        self.ask(Call::post(interface::ADD_RECORDS, writing::additions(records)), writing::done).await
    }
}
